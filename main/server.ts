import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { apiKeyFromEnvironment } from './api-key.ts';
import { readCommandLine } from './cli.ts';
import { defaultDataDir } from './data-directory.ts';
import { runHeadless } from './headless.ts';

/** Server mode on plain Node: the whole application without Electron and without a display. */
// Before there is any child process or thread that would inherit it.
const apiKey = apiKeyFromEnvironment();
const request = readCommandLine(process.argv.slice(2), packageJson.version);
switch (request.kind) {
  case 'exit':
    process.stdout.write(request.stdout);
    process.stderr.write(request.stderr);
    process.exitCode = request.code;
    break;
  case 'command':
    process.exitCode = await request.run();
    break;
  case 'run':
    process.exitCode = await runHeadless({
      options: request.options,
      apiKey,
      rendererDir: join(import.meta.dirname, '../renderer'),
      dataDir: defaultDataDir(),
      version: packageJson.version,
    });
}
