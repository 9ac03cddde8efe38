import type { PanelFrame } from './panel-frame.ts';

/** At most one panel fills the space of all; the others stay as they are behind it. */
export interface Maximiser {
  add(frame: PanelFrame): void;
  toggle(frame: PanelFrame): void;
  isMaximised(frame: PanelFrame): boolean;
  /** Puts the maximised panel back, if there is one. */
  restore(): void;
}

/** Marks `grid` while a panel is maximised; Escape puts it back. `onRestore` hears of each panel that is put back. */
export function createMaximiser(grid: () => HTMLElement, onRestore: (frame: PanelFrame) => void): Maximiser {
  const frames: PanelFrame[] = [];
  let current: PanelFrame | null = null;
  let scrolledPx = 0;
  const set = (frame: PanelFrame | null) => {
    const before = current;
    if (before === frame) return;
    if (before === null) scrolledPx = grid().scrollTop;
    current = frame;
    // A maximised panel fills the top of the grid, which scrolls in small windows.
    grid().scrollTop = frame === null ? scrolledPx : 0;
    grid().classList.toggle('has-maximised', frame !== null);
    for (const other of frames) {
      other.setMaximised(other === frame);
      other.element.inert = frame !== null && other !== frame;
    }
    if (before !== null) onRestore(before);
  };
  document.addEventListener('keydown', (event) => {
    const isForPopover = document.querySelector(':popover-open') !== null;
    if (event.key === 'Escape' && current !== null && !isForPopover && !event.defaultPrevented) set(null);
  });
  return {
    add: (frame) => frames.push(frame),
    toggle: (frame) => set(frame === current ? null : frame),
    isMaximised: (frame) => frame === current,
    restore: () => set(null),
  };
}
