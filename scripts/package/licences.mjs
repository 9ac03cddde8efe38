// The licence texts of everything in the production tree of package-lock.json: what is bundled, and what is inside the
// libraries that come ready-made. A licence that is not known here stops the build.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, readText, root } from '../run.mjs';

/** Allow use in a program under the MIT licence; MPL 2.0 as long as its files stay unchanged, which they do. */
const COMPATIBLE = new Set(
  [
    'MIT',
    'MIT/X11',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'MPL-2.0',
    'Python-2.0',
    'Zlib',
  ].concat(['Unlicense', 'BlueOak-1.0.0', 'CC0-1.0']),
);
/** Packages whose package.json does not say it; read in the files named. */
const READ_BY_HAND = {
  'buffers@0.1.1': 'MIT', // its repository; the package holds no text
  'chroma-js@1.4.1': 'BSD-3-Clause', // LICENSE
  'gradient-parser@1.0.2': 'MIT', // LICENSE
  'union@0.5.0': 'MIT', // LICENSE
};
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** Whether one of the alternatives of an SPDX expression, with all of its parts, is compatible. */
export function isCompatible(expression) {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((part) => COMPATIBLE.has(part.trim())));
}

/** Every production package: { name, version, licence, source, texts }. Throws Failure on an unknown or incompatible licence. */
export function productionLicences(rootDir = root) {
  const { packages } = JSON.parse(readText(join(rootDir, 'package-lock.json')) ?? '{"packages":{}}');
  const found = new Map();
  for (const [path, { dev, optional }] of Object.entries(packages)) {
    if (path === '' || dev === true) continue;
    const text = readText(join(rootDir, path, 'package.json'));
    if (text === null && optional) continue;
    if (text === null) throw new Failure(`${path} is not installed; run npm ci first.`);
    const entry = readPackage(join(rootDir, path), JSON.parse(text));
    found.set(`${entry.name}@${entry.version}`, entry);
  }
  const refused = [...found.values()].filter(({ licence }) => licence === null || !isCompatible(licence));
  if (refused.length > 0) {
    const list = refused
      .map(({ name, version, licence }) => `${name} ${version}: ${licence ?? 'none named'}`)
      .join('; ');
    throw new Failure(`licences that are unknown or do not fit (see scripts/package/licences.mjs): ${list}`);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readPackage(directory, { name, version, license, licenses, repository, author }) {
  const named = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  const texts = readdirSync(directory)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readText(join(directory, file))?.trim())
    .filter((text) => text !== undefined);
  return {
    name,
    version,
    licence: READ_BY_HAND[`${name}@${version}`] ?? named ?? null,
    source: typeof repository === 'string' ? repository : (repository?.url ?? null),
    author: typeof author === 'string' ? author : (author?.name ?? null),
    texts,
  };
}

/** All of it as one text for people. */
export function licenceText(entries, electronVersion) {
  const rule = '-'.repeat(100);
  const parts = entries.map(({ name, version, licence, source, author, texts }) =>
    [
      rule,
      `${name} ${version} (${licence})`,
      ...(author === null ? [] : [`by ${author}`]),
      ...(source === null ? [] : [source]),
      '',
      texts.length > 0 ? texts.join('\n\n') : `The package holds no licence text; it names ${licence}.`,
      '',
    ].join('\n'),
  );
  return [
    'Multi-Ticker Dashboard is under the MIT licence and made with the parts below.',
    '',
    `Electron ${electronVersion} (MIT) and Chromium, Node.js and their parts: the files LICENSE.electron.txt and`,
    'LICENSES.chromium.html beside the application.',
    '',
    ...parts,
  ].join('\n');
}
