/**
 * The copyright file: the licences of the project and of each npm package inside (Debian Policy 12.5).
 */

import { type BundledPackage, debianLicense, licenseText } from '../programs/licenses.ts';
import { oneLine } from '../text.ts';
import type { PlanInput } from './input.ts';
import { fieldLines, render } from './render.ts';

interface CopyrightView {
  name: string;
  maintainer: string;
  homepage: string;
  copyright: string;
  licenseName: string;
  licenseText: string[];
  bundled: BundledView[];
}

/** A paragraph of the file. */
interface BundledView {
  folder: string;
  name: string;
  version: string;
  holders: string[];
  license: string;
  text: string[];
}

export function copyrightText(input: PlanInput): string {
  return render(input.facts.templates, 'copyright', copyrightView(input));
}

export function copyrightView({ config, facts, programs }: PlanInput): CopyrightView {
  const { name, maintainer, homepage = '', license } = config;
  return {
    ...{ name, maintainer, homepage },
    copyright: oneLine(holderIn(facts.licenseText) ?? `${new Date(facts.time * 1000).getUTCFullYear()} ${maintainer}`),
    licenseName: debianLicense(license),
    licenseText: fieldLines(licenseText(license, facts.licenseText).split('\n')),
    bundled: programs.bundled.map(bundledView),
  };
}

function bundledView({ folder, name, version, license, copyright, text, notice }: BundledPackage): BundledView {
  return {
    ...{ folder: filesPattern(folder), name: oneLine(name), version: oneLine(version) },
    holders: fieldLines([copyright]),
    license: debianLicense(license),
    text: fieldLines([licenseText(license, text), notice].filter(Boolean).join('\n\n').split('\n')),
  };
}

/** A folder as the field Files wants it (copyright format 1.0): words are patterns, in which `?` is any character. */
function filesPattern(folder: string): string {
  return folder.replaceAll(/[\\*?]/g, '\\$&').replaceAll(/[\s\p{C}\p{Z}]/gu, '?');
}

/** The holder that a licence names, or undefined if the text names only its own author, as the texts of the GPL do. */
function holderIn(text: string): string | undefined {
  const own = text.replace(/^.*Free Software Foundation.*$/gim, '');
  return /^\s*Copyright (?:\(c\)|©)?\s*(\d.*?)\s*$/im.exec(own)?.[1];
}
