import styles from '../styles/settings-panel.css?inline';

let sheet: CSSStyleSheet | null = null;

/**
 * Dresses Perspective's own settings in the look of the page, and takes away what the page has a control for itself: the button
 * that opens them, theme, title, download.
 */
export function dressSettings(viewer: HTMLElement): void {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    listenInsteadOfAttributes();
  }
  viewer.shadowRoot?.adoptedStyleSheets.push(sheet);
}

/**
 * Perspective gives its filter fields one event handler as an attribute, which the page's policy forbids (and reports each time):
 * the field tells its parent what it holds, so that both grow with the text. The same as a listener is allowed.
 */
function listenInsteadOfAttributes(): void {
  const set = HTMLInputElement.prototype.setAttribute;
  HTMLInputElement.prototype.setAttribute = function (name: string, value: string) {
    if (name.toLowerCase() !== 'oninput') set.call(this, name, value);
    else {
      this.addEventListener('input', () => {
        const parent = this.parentNode;
        if (parent instanceof HTMLElement) parent.dataset.value = this.value;
      });
    }
  };
}
