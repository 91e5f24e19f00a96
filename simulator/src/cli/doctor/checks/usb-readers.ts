import { type Check, note, ok } from '../check.ts';
import type { UsbDeviceFacts } from '../environment.ts';

/** Interface class of integrated circuit card devices. @see USB CCID 1.1, 4.3 */
const smartCard = 0x0b;

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

const told = ({ vendorId, productId, name }: UsbDeviceFacts): string =>
  `${hex4(vendorId)}:${hex4(productId)} ${name}`.trimEnd();

export const usbReaders: Check = {
  id: 'devices/usb-readers',
  title: { en: 'USB smart card readers', ja: 'USBカードリーダー' },
  async run(environment) {
    try {
      const devices = await environment.usbDevices();
      const readers = devices.filter(({ interfaceClasses }) => interfaceClasses.includes(smartCard));
      if (readers.length === 0) {
        return ok({ en: 'no USB smart card reader', ja: 'USBカードリーダーはありません' });
      }
      const list = readers.map(told).join(', ');
      return ok({ en: `USB smart card reader ${list}`, ja: `USBカードリーダー ${list}` });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return note({
        en: `USB devices cannot be listed here: ${reason}`,
        ja: `USB機器を一覧できません: ${reason}`,
      });
    }
  },
};
