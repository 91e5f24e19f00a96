import { type Check, note, ok } from '../check.ts';

export const serialPorts: Check = {
  id: 'devices/serial-ports',
  title: { en: 'serial ports', ja: 'シリアルポート' },
  async run(environment) {
    try {
      const ports = await environment.serialPorts();
      if (ports.length === 0) return ok({ en: 'no serial port', ja: 'シリアルポートはありません' });
      const list = ports
        .map(({ path, manufacturer, usb }) => [path, usb, manufacturer].filter(Boolean).join(' '))
        .join(', ');
      return ok({ en: `serial ports: ${list}`, ja: `シリアルポート: ${list}` });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return note({
        en: `serial ports cannot be listed here: ${reason}`,
        ja: `シリアルポートを一覧できません: ${reason}`,
      });
    }
  },
};
