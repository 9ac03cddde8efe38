#!/usr/bin/env node
// Stands in for fpm where it cannot be fetched: the options that electron-builder passes for a .deb, on Debian's own dpkg-deb.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const FLAGS = new Set(['force', 'debug']);

/** Options by name (each a list) and `SOURCE=TARGET` pairs. */
function readArguments(args) {
  const options = new Map();
  const copies = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-')) {
      const cut = arg.indexOf('=');
      copies.push({ source: arg.slice(0, cut), target: arg.slice(cut + 1) });
      continue;
    }
    const [name, inline] = arg.replace(/^-+/, '').split(/=(.*)/s);
    if (FLAGS.has(name)) continue;
    options.set(name, [...(options.get(name) ?? []), inline ?? rest.shift()]);
  }
  return { options, copies };
}

/** Copies what goes into the package; a source that ends with a slash means its contents. */
function layOut(copies, treeDir) {
  for (const { source, target } of copies) {
    const path = join(treeDir, target);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(source, path, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    if (!source.endsWith('/')) chmodSync(path, 0o644);
  }
  openDirectories(treeDir);
}

function openDirectories(directory) {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) openDirectories(join(directory, entry.name));
  }
}

function sizeOf(directory) {
  return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(directory, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(path) : entry.isFile() ? statSync(path).size : 0);
  }, 0);
}

function controlFile(one, all, installedKb) {
  const [summary, ...long] = one('description').split('\n');
  const details = long.join('\n').trim() || summary;
  const lists = { Depends: all('d'), Recommends: all('deb-recommends') };
  return [
    `Package: ${one('name')}`,
    `Version: ${one('version')}`,
    `Vendor: ${one('vendor')}`,
    `Architecture: ${one('architecture')}`,
    `Maintainer: ${one('maintainer')}`,
    `Installed-Size: ${installedKb}`,
    ...Object.entries(lists).flatMap(([name, values]) => (values.length > 0 ? [`${name}: ${values.join(', ')}`] : [])),
    `Section: ${one('category', 'misc')}`,
    `Priority: ${one('deb-priority', 'optional')}`,
    `Homepage: ${one('url')}`,
    `Description: ${summary.trim() || one('name')}`,
    ...details.split('\n').map((line) => ` ${line.trim() || '.'}`),
    '',
  ].join('\n');
}

function buildDeb({ options, copies }, workDir) {
  const all = (name) => options.get(name) ?? [];
  const one = (name, fallback = '') => all(name).at(-1) ?? fallback;
  if (one('t') !== 'deb')
    throw new Error(`the target ${one('t')} needs the real fpm; on this machine only deb is built`);
  const treeDir = join(workDir, 'tree');
  layOut(copies, treeDir);
  const installedKb = Math.ceil(sizeOf(treeDir) / 1024);
  const controlDir = join(treeDir, 'DEBIAN');
  mkdirSync(controlDir);
  writeFileSync(join(controlDir, 'control'), controlFile(one, all, installedKb));
  for (const [option, script] of Object.entries({ 'after-install': 'postinst', 'after-remove': 'postrm' })) {
    if (one(option) !== '') writeFileSync(join(controlDir, script), readFileSync(one(option)), { mode: 0o755 });
  }
  const compression = [`-Z${one('deb-compression', 'xz')}`, '-z3'];
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', treeDir, one('package')], {
    stdio: 'inherit',
  });
}

const workDir = mkdtempSync(join(tmpdir(), 'multi-ticker-deb-'));
try {
  buildDeb(readArguments(process.argv.slice(2)), workDir);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
