/**
 * The output of a framework that a server of yours serves, such as Next.js behind Express. Its folder has a name with a dot, and
 * the usual choice of files leaves it out.
 */
import { isHiddenOutput } from './frameworks.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** `include` and `writable` for it. */
export function atEmbedded({ embedded, start }: Survey): ProposalPart {
  if (embedded === undefined || start === undefined) return {};
  const { package: name, include, writable, isBuilt, build } = embedded;
  const folders = include.filter(isHiddenOutput);
  return {
    deb: { include: ['.', ...folders], ...(writable.length > 0 && { writable }) },
    guesses: [
      `include: ${folders[0]}, the output of ${name}, which ${start.entry} serves${isBuilt ? '' : `; it is not there yet: run "${build}" before build-deb`}`,
    ],
  };
}
