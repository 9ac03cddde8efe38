import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, dialog, shell } from 'electron';

/** Files of the package with licences, best first; paths below the resources or beside the executable. */
function licenceFiles(): string[] {
  const beside = dirname(app.getPath('exe'));
  return ['LICENSES.third-party.txt', 'LICENSES.chromium.html'].flatMap((name) =>
    [process.resourcesPath, beside, join(app.getAppPath(), 'dist')].map((directory) => join(directory, name)),
  );
}

/** Shows where the licences are, and opens what the user chooses with the system's own program. */
export async function showLicences(): Promise<void> {
  const files = licenceFiles().filter((path) => existsSync(path));
  const own = files.find((path) => path.endsWith('third-party.txt'));
  const chromium = files.find((path) => path.endsWith('chromium.html'));
  const choices = [
    ...(own === undefined ? [] : [{ label: 'Open Licences of the Parts', path: own }]),
    ...(chromium === undefined ? [] : [{ label: 'Open Licences of Chromium', path: chromium }]),
  ];
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Multi-Ticker Dashboard is free software under the MIT licence.',
    detail: `It is made with Electron, Chromium, Node.js, Perspective and other parts, each under its own licence.${
      own === undefined ? '\n\nThe texts come with the packaged application (npm run package).' : ''
    }`,
    buttons: [...choices.map(({ label }) => label), 'Close'],
    cancelId: choices.length,
    defaultId: choices.length,
    noLink: true,
  });
  const chosen = choices[response];
  if (chosen === undefined) return;
  const problem = await shell.openPath(chosen.path);
  if (problem !== '') dialog.showErrorBox('The licences cannot be opened', `${chosen.path}\n${problem}`);
}
