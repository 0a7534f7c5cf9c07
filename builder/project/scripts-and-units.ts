/**
 * Files of the project that become parts of maintainer scripts, or units: `deb.scripts` and `deb.service.unit`.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config, MaintainerScript, Service } from '../config/config.ts';
import { shown } from '../config/mistakes/written.ts';
import { BuildError } from '../errors.ts';
import { run } from '../shell.ts';
import type { InputLog } from './inputs.ts';
import { readText } from './read-text.ts';

/**
 * The project's fragments of maintainer scripts.
 * @throws BuildError for a missing file and for text that is not valid sh.
 */
export async function readScripts(
  project: string,
  scripts: Config['scripts'],
  inputs: InputLog,
): Promise<Partial<Record<MaintainerScript, string>>> {
  const read = async ([script, file]: [string, string]) => {
    const place = path.join(project, file);
    if (/[\s;&|$<>]/.test(file) && !existsSync(place)) throw commandError(script, file);
    const advice = `deb.scripts.${script} in package.json names this file: write it, or correct its path`;
    const text = unixText(readText(inputs, { project, file }, advice), file);
    // sh reads the fragment alone: its message then has the right line, and no bracket of the fragment closes one of ours.
    const { stderr } = await run('sh', ['-n'], { input: text });
    if (stderr) throw new BuildError(`${file} is not valid sh`, [stderr.trim()]);
    return [script, text.trimEnd()];
  };
  return Object.fromEntries(await Promise.all(Object.entries(scripts).map(read)));
}

/**
 * The text of `file` as sh and systemd want it. Editors of Windows, and git with core.autocrlf, end lines with CR LF and may
 * write a byte order mark: sh takes a CR for a letter of the last word, and systemd does not find the first section.
 * @throws BuildError for a character that a text file has by mistake only.
 */
function unixText(text: string, file: string): string {
  const lines = text.replace(/^\ufeff/, '').split(/\r*\n/);
  const refuse = (found: RegExp, problem: string): void => {
    const at = lines.findIndex((line) => found.test(line));
    if (at >= 0) throw new BuildError(`${file} cannot be packaged`, [`${file}:${at + 1}: ${problem}`]);
  };
  refuse(/\r/, 'there is a carriage return inside the line; end each line with a line feed');
  refuse(/\0/, 'there is a NUL character: save the file as UTF-8');
  return lines.join('\n');
}

/** npm's own scripts are commands, so you may write one here, too. */
function commandError(script: string, command: string): BuildError {
  const file = `debian/${script}.sh`;
  return new BuildError(`deb.scripts.${script} in package.json is a command where a file is wanted`, [
    `it is ${shown(command, 80)}`,
    `write the command into a file, and name that: "${script}": "${file}"`,
  ]);
}

/**
 * The project's own unit files, by their units.
 * @throws BuildError for a missing file.
 */
export async function readUnitFiles(
  project: string,
  { name, services }: Config,
  inputs: InputLog,
): Promise<Readonly<Record<string, string>>> {
  const read = async ({ unit, unitFile }: Service, at: number) => {
    if (unitFile === undefined) return [];
    const key = at === 0 ? 'deb.service.unit' : `deb.services.${unit.slice(name.length + 1)}.unit`;
    const advice = `${key} in package.json names this file: write it, or leave the key out to have one written for you`;
    const text = readText(inputs, { project, file: unitFile }, advice);
    return [[unit, unixText(text, unitFile)]];
  };
  return Object.fromEntries((await Promise.all(services.map(read))).flat());
}
