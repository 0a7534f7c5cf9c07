/**
 * The file of pm2 that lists programs. It is JavaScript, which init reads as text and does not run.
 */
import path from 'node:path';

/** Whether a word names such a file (pm2.keymetrics.io/docs/usage/application-declaration). */
export function isEcosystem(file: string): boolean {
  return /\.config\.[cm]?js$|^(.*\/)?(ecosystem|process|pm2)[\w.-]*\.(json|ya?ml)$/.test(file);
}

/** The words of the command that its only program stands for, or undefined if there are several, or none that shows. */
export function ecosystemCommand(text: string): string[] | undefined {
  const scripts = values(text, 'script');
  const [script] = scripts;
  if (script === undefined || scripts.length > 1) return undefined;
  const words = (name: string): string[] => values(text, name).flatMap((value) => value.split(/\s+/).filter(Boolean));
  const variables = objectText(text, 'env_production') ?? objectText(text, 'env') ?? '';
  const set = [...variables.matchAll(/['"]?\b([A-Za-z_]\w*)['"]?\s*:\s*(?:(["'`])(.*?)\2|([\w.-]+))/g)];
  return [
    ...set.map(([, name, , quoted, plain]) => `${name}=${quoted ?? plain ?? ''}`),
    ...(/^(npm|yarn|pnpm)$/.test(script) ? [] : ['node']),
    ...words('node_args'),
    ...words('nodeArgs'),
    script,
    ...words('args'),
  ];
}

/** The question about a file that lists several programs, or undefined. `file` is its name. */
export function severalPrograms(file: string, text: string): string | undefined {
  const scripts = values(text, 'script').map((script) => path.posix.normalize(script));
  if (scripts.length < 2) return undefined;
  const names = values(text, 'name');
  const [entry, ...others] = scripts.map((script, at) => {
    // A list may have names for some of its programs alone.
    const name = names.length === scripts.length ? names[at] : path.posix.parse(script).name;
    return { name: String(name), script };
  });
  const services = others.map(({ name, script }) => `"${name}": { "entry": "${script}", "ready": "loaded" }`);
  return `deb.entry: ${file} starts ${scripts.length} programs: write "entry": "${entry?.script}", "services": { ${services.join(', ')} }, and "ready": "listening" for those with a port`;
}

/** The texts that a key has in the file. */
function values(text: string, key: string): string[] {
  const found = [...text.matchAll(new RegExp(`(?<![\\w$])['"]?${key}['"]?\\s*:\\s*(["'\`])(.*?)\\1`, 'g'))];
  return found.map(([, , value = '']) => value);
}

function objectText(text: string, key: string): string | undefined {
  return new RegExp(`(?<![\\w$])['"]?${key}['"]?\\s*:\\s*\\{([^{}]*)\\}`).exec(text)?.[1];
}
