/**
 * Files and directories of system users, who exist only after dpkg has unpacked: lines of tmpfiles.d(5).
 */
export interface Owned {
  /** A directory to be made, or an existing file. */
  type: 'd' | 'z';
  path: string;
  mode: string;
  owner: string;
  /** The group, if it has another name than the owner. */
  group?: string;
}
