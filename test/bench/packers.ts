/**
 * How the other tools are called. All pack the same tree; what one of them cannot do is left out.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Contestant, Method } from './contestants.ts';
import { PACKAGE } from './payloads.ts';
import type { Peers } from './peers.ts';

/** A peer's own part of what makes it a contestant. */
type Call = Partial<Contestant> & { arguments: readonly string[] };

/** Writes what the peer wants to be told, if there is anything, and says how it is called. */
type Caller = (job: Job) => Call;

interface Job {
  /** Name of the package. */
  name: string;
  tree: string;
  /** Folder for what is needed besides. */
  work: string;
  method: Method;
  output: string;
}

const EVERY: readonly Method[] = ['xz', 'zstd', 'none'];

/** node-deb takes no method: it is dpkg-deb's own, xz in Debian. cargo-deb knows xz and gzip. */
const CALLERS: Readonly<Record<string, { methods: readonly Method[]; caller: Caller }>> = {
  'dpkg-deb': { methods: EVERY, caller: dpkgDeb },
  'node-deb': { methods: ['xz'], caller: nodeDeb },
  'electron-installer-debian': { methods: EVERY, caller: electronInstaller },
  nfpm: { methods: EVERY, caller: nfpm },
  'cargo-deb': { methods: ['xz'], caller: cargoDeb },
};

/** Each peer that is at hand and can do `method`, packing `tree` as a package called like the folder `work`. */
export function peersOn(tree: string, work: string, method: Method, { programs }: Peers): Contestant[] {
  mkdirSync(work, { recursive: true });
  return Object.entries(CALLERS).flatMap(([peer, { methods, caller }]) => {
    const program = programs.get(peer);
    if (!program || !methods.includes(method)) return [];
    const output = path.join(work, `${peer}-${method}`);
    const { arguments: more, ...others } = caller({ name: path.basename(work), tree, work, method, output });
    const command = [...program.command, ...more];
    return [{ name: peer, method, command, cwd: tree, clear: [output], output, once: true, ...others }];
  });
}

/** At build-deb's levels; zstd's own would be 3. */
const METHODS: Readonly<Record<Method, string>> = { xz: '-Zxz -z6', zstd: '-Zzstd -z12', none: '-Znone' };

/** A staging folder is filled and packed, which is what dpkg-deb leaves to whoever calls it. */
function dpkgDeb({ name, tree, work, method, output }: Job): Call {
  const staging = path.join(work, 'staging');
  const { version, description, author } = PACKAGE;
  const fields = { Package: name, Version: version, Architecture: 'all', Maintainer: author, Description: description };
  const control = path.join(work, 'control');
  const lines = Object.entries(fields).map(([field, value]) => `${field}: ${value}\n`);
  writeFileSync(control, lines.join(''));
  const script = `set -e
mkdir -p "$0/usr/lib" "$0/DEBIAN"
cp --archive "$1" "$0/usr/lib/$2"
cp "$3" "$0/DEBIAN/control"
dpkg-deb --root-owner-group ${METHODS[method]} --build "$0" "$4/package.deb"`;
  const command = ['sh', '-c', script, staging, tree, name, control, output];
  return { command, arguments: [], clear: [output, staging], once: false };
}

function nodeDeb({ tree, output }: Job): Call {
  // It takes node_modules by itself.
  const names = readdirSync(tree).filter((name) => name !== 'node_modules' && name !== 'package.json');
  const target = path.join(output, 'package.deb');
  return { arguments: ['--install-strategy', 'copy', '--init', 'none', '-o', target, '--', ...names] };
}

function electronInstaller({ tree, work, method, output }: Job): Call {
  const config = path.join(work, `electron-${method}.json`);
  writeFileSync(config, JSON.stringify({ options: { compression: method, bin: 'app.js', icon: null } }));
  return { arguments: ['--config', config, '--src', tree, '--dest', output, '--arch', 'amd64'] };
}

function nfpm({ name, tree, work, method, output }: Job): Call {
  const config = path.join(work, `nfpm-${method}.json`);
  const contents = [{ src: tree, dst: `/usr/lib/${name}`, type: 'tree' }];
  const { version, description, author } = PACKAGE;
  const deb = { compression: method };
  // YAML takes JSON as it is.
  const settings = { name, arch: 'amd64', version, description, maintainer: author, contents, deb };
  writeFileSync(config, JSON.stringify(settings));
  const target = path.join(output, 'package.deb');
  return { arguments: ['package', '--config', config, '--packager', 'deb', '--target', target] };
}

/** A crate without a program, whose package is the tree. */
function cargoDeb({ name, tree, work, output }: Job): Call {
  const crate = path.join(work, 'crate');
  mkdirSync(path.join(crate, 'src'), { recursive: true });
  writeFileSync(path.join(crate, 'src/lib.rs'), '');
  const { version, description, author, license } = PACKAGE;
  const manifest = `[package]
name = "${name}"
version = "${version}"
edition = "2021"
description = "${description}"
authors = ["${author}"]
license = "${license}"

[package.metadata.deb]
depends = ""
preserve-symlinks = true
assets = [["${tree}/**/*", "usr/lib/${name}/", "644"]]
`;
  writeFileSync(path.join(crate, 'Cargo.toml'), manifest);
  const target = path.join(output, 'package.deb');
  return { cwd: crate, arguments: ['--no-build', '--offline', '--compress-type', 'xz', '--output', target] };
}
