/**
 * Programs as the build bundles them, without a package.
 */
import { type LinkedProgram, linkProgram } from '../../builder/programs/bundle/program.ts';

export function link(project: string, entry: string): Promise<LinkedProgram> {
  return linkProgram({ project, entry, key: 'deb.entry', runtime: '', hasMap: false });
}
