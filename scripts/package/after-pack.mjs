// electron-builder's hook: takes out what an unpacked runtime brings with it and no user needs.
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Electron's own demo application; electron-builder drops it only from the zipped runtime. */
export default function afterPack(context) {
  rmSync(join(context.packager.getResourcesDir(context.appOutDir), 'default_app.asar'), { force: true });
}
