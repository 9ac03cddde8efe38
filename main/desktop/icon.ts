import { nativeImage } from 'electron';
import icon from '../../resources/icon.png?inline';

/** The icon of windows where the system does not take it from the executable: Linux. */
export function windowIcon(): { icon?: Electron.NativeImage } {
  return process.platform === 'linux' ? { icon: nativeImage.createFromDataURL(icon) } : {};
}
