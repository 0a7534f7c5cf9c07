/**
 * A project of a framework.
 */
export interface Project {
  scripts?: object;
  /** Further packages that it depends on. */
  dependencies?: object;
  /** Files by name, with their texts. */
  files?: Record<string, string>;
  /** The keys of the `deb` section that the framework decides. */
  deb: Record<string, unknown>;
  /** A part of the report. */
  told?: string;
}
