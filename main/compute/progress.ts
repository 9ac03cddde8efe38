import { counted } from '../counted.ts';

const FIRST_AFTER_MS = 2_000;
const EVERY_MS = 1_000;
/** Where a line cannot be overwritten (a file, a pipe). */
const EVERY_MS_WITHOUT_TERMINAL = 10_000;

/** Tells once a second how many of so many trades are done, as soon as it takes more than two seconds. */
export function showProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  of: number,
  done: () => number,
): { end(): void } {
  let shown = false;
  const show = (): void => {
    const share = of > 0 ? ` (${Math.floor((done() / of) * 100)} %)` : '';
    const text = `${done().toLocaleString('en-US')} of ${counted(of, 'trade')}${share}`;
    stream.write(stream.isTTY ? `\r${text}` : `${text}\n`);
    shown = true;
  };
  let timer = setTimeout(() => {
    show();
    timer = setInterval(show, stream.isTTY ? EVERY_MS : EVERY_MS_WITHOUT_TERMINAL);
    timer.unref();
  }, FIRST_AFTER_MS);
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      if (shown && stream.isTTY) stream.write('\n');
    },
  };
}
