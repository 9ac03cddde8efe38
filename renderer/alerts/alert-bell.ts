import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { counted } from '../../main/counted.ts';
import { button, h, setText } from '../dashboard/dom.ts';
import { createPopover } from '../dashboard/popover.ts';
import { alertSoundSetting, pairSetting, times, zoneSetting } from '../settings/settings.ts';
import type { AlertLog } from './alert-log.ts';
import { createSoundPlayer, soundOf } from './alert-sound.ts';

const LISTED = 50;

export interface AlertBell {
  readonly element: HTMLElement;
}

/** The button in the page's head with the newest alerts; it plays their sounds too. `manage` opens the window of the rules, where there is one. */
export function createAlertBell(log: AlertLog, nowMs: () => number, manage: (() => void) | null): AlertBell {
  const list = h('ul', { class: 'alert-list', 'aria-label': 'Alerts, newest first', 'data-testid': 'alert-list' });
  const none = h(
    'p',
    { class: 'form-note', 'data-testid': 'alerts-none' },
    manage === null
      ? 'No alerts yet. Rules are set in the desktop application.'
      : 'No alerts yet. Rules are set in the alerts window.',
  );
  const sound = h('input', { type: 'checkbox', 'data-testid': 'alert-sounds' });
  const soundNote = h('p', { class: 'form-note', role: 'status', hidden: true });
  const content = h(
    'div',
    { class: 'alert-box' },
    h('label', { class: 'flag' }, sound, 'Sounds'),
    soundNote,
    none,
    list,
    ...(manage === null ? [] : [button('alerts-manage', 'Rules and history...', manage)]),
  );
  const popover = createPopover({
    label: 'Alerts',
    testId: 'alerts',
    className: 'alert-button',
    content,
    onOpen: () => log.markRead(),
  });
  popover.element.hidden = true;
  const opener = popover.element.querySelector('button');
  const player = createSoundPlayer();

  const show = () => {
    popover.element.hidden = !log.isKnown();
    const unread = log.unread();
    popover.setText(unread === 0 ? 'Alerts' : `Alerts ${unread > 99 ? '99+' : unread}`);
    popover.setTitle(unread === 0 ? 'Alerts' : counted(unread, 'new alert'));
    opener?.classList.toggle('has-unread', unread > 0);
    if (!popover.isOpen()) return;
    const events = log.events().slice(-LISTED).reverse();
    none.hidden = events.length > 0;
    list.replaceChildren(...events.map(entryOf));
  };
  const showSound = () => {
    sound.checked = alertSoundSetting.get() === 'on';
  };
  sound.addEventListener('change', () => alertSoundSetting.set(sound.checked ? 'on' : 'off'));
  alertSoundSetting.subscribe(showSound);
  showSound();
  zoneSetting.subscribe(show);
  log.subscribe((fresh) => {
    if (fresh.length > 0 && popover.isOpen()) log.markRead();
    else show();
    const wanted = soundOf(fresh);
    if (wanted === null || alertSoundSetting.get() === 'off') return;
    void player.play(wanted, nowMs()).then((isPlayed) => {
      soundNote.hidden = isPlayed;
      setText(soundNote, isPlayed ? '' : 'The browser plays sounds once you have clicked in this page.');
      if (isPlayed && opener !== null) opener.dataset.played = wanted;
    });
  });
  popover.element.querySelector('[popover]')?.addEventListener('toggle', show);
  return { element: popover.element };
}

function entryOf(event: AlertEvent): HTMLElement {
  const notes = [
    ...(event.feed === 'demo' ? ['simulated'] : event.feed === 'replay' ? ['replay'] : []),
    ...(event.isPartial ? ['feed gap: trades may be missing'] : []),
  ];
  const text = h('span', { class: 'alert-text' }, event.text);
  const { pair } = event;
  const what =
    pair === null
      ? text
      : h('button', { type: 'button', class: 'alert-pick', title: `Show ${pair} on the charts` }, text);
  if (pair !== null) what.addEventListener('click', () => pairSetting.set(pair));
  return h(
    'li',
    { class: 'alert-entry', 'data-phase': event.phase },
    h(
      'span',
      { class: 'alert-meta' },
      h('time', { datetime: new Date(event.timeMs).toISOString() }, times().full(event.timeMs)),
      ` ${event.ruleName}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    ),
    what,
  );
}
