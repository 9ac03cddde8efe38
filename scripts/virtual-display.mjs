import { spawn } from 'node:child_process';

/**
 * A display for the window tests: on Linux a virtual one of its own (Xvfb), so that nothing pops up on a desktop.
 * Resolves to the environment to run with and a function that ends it.
 */
export async function startVirtualDisplay() {
  if (process.platform !== 'linux') return { env: process.env, stop() {} };
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '2560x1440x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve) => {
    let text = '';
    child.once('error', () => resolve(null));
    child.once('exit', () => resolve(null));
    child.stdio[3].on('data', (data) => {
      text += data;
      if (text.includes('\n')) resolve(text.trim());
    });
  });
  if (number === null) return { env: process.env, stop() {} };
  return { env: { ...process.env, DISPLAY: `:${number}` }, stop: () => child.kill() };
}
