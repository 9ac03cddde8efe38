import type { Direction } from '../layout/arrangement.ts';
import { h } from './dom.ts';
import { createPopover } from './popover.ts';

export interface PanelMenuActions {
  readonly configure: () => void;
  readonly reset: () => void;
  readonly step: (direction: Direction) => void;
  readonly hide: () => void;
}

export interface PanelMenu {
  readonly element: HTMLElement;
  /** Whether there is anything to reset. */
  setConfigured(isConfigured: boolean): void;
}

const STEPS: readonly (readonly [Direction, string, string])[] = [
  ['left', '←', 'Move left'],
  ['right', '→', 'Move right'],
  ['up', '↑', 'Move up'],
  ['down', '↓', 'Move down'],
];

/** The menu in a panel's header: configure, reset, move, hide. */
export function createPanelMenu(id: string, title: string, actions: PanelMenuActions): PanelMenu {
  const item = (testId: string, text: string, act: () => void, hint = '') => {
    const button = h(
      'button',
      { type: 'button', class: 'menu-item', 'data-testid': `${id}-${testId}` },
      text,
      ...(hint === '' ? [] : [h('kbd', {}, hint)]),
    );
    button.addEventListener('click', () => {
      popover.close();
      act();
    });
    return button;
  };
  const reset = item('reset', 'Reset this panel', actions.reset);
  const content = h(
    'div',
    { class: 'menu' },
    item('configure', 'Configure…', actions.configure),
    reset,
    h('hr'),
    ...STEPS.map(([direction, arrow, text]) =>
      item(`move-${direction}`, text, () => actions.step(direction), `Alt+Shift+${arrow}`),
    ),
    h('hr'),
    item('hide', 'Hide panel', actions.hide),
  );
  const popover = createPopover({
    label: `Menu of ${title}`,
    testId: `${id}-menu`,
    className: 'panel-menu-button',
    content,
  });
  popover.setText('⋯');
  const setConfigured = (isConfigured: boolean) => {
    reset.disabled = !isConfigured;
  };
  setConfigured(false);
  return { element: popover.element, setConfigured };
}

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Alt+Shift+arrow anywhere in a panel moves it. */
export function moveByKeys(panel: HTMLElement, step: (direction: Direction) => void): void {
  panel.addEventListener('keydown', (event) => {
    const direction = KEYS[event.key];
    if (direction === undefined || !event.altKey || !event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    step(direction);
  });
}
