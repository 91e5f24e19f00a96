import { join } from 'node:path';
import { type Check, hasPcscSocket, ok, problem } from '../check.ts';

/** sun_path holds 108 bytes with its NUL; libpcsclite cuts longer names without a word. @see pcsc reference, 1.1 */
const maxBytes = 107;
/** The longest name `up` gives its socket: that of the highest process number of Linux. */
const longestName = '4194304.comm';

export const socketPath: Check = {
  id: 'pcsc/socket-path',
  title: { en: 'length of the socket path', ja: 'ソケットのパスの長さ' },
  applies: hasPcscSocket,
  async run({ variables, runtimePath }) {
    const given = variables.PCSCLITE_CSOCK_NAME ?? '';
    const givenBytes = Buffer.byteLength(given);
    if (givenBytes > maxBytes) {
      return problem(
        {
          en: `PCSCLITE_CSOCK_NAME has ${givenBytes} bytes, a socket path at most ${maxBytes}: programs look elsewhere`,
          ja: `PCSCLITE_CSOCK_NAME は ${givenBytes} バイトで、ソケットのパスの上限 ${maxBytes} バイトを超えています`,
        },
        'unset PCSCLITE_CSOCK_NAME',
      );
    }
    const path = join(runtimePath, longestName);
    const bytes = Buffer.byteLength(path);
    if (bytes > maxBytes) {
      return problem(
        {
          en: `the default socket path ${path} may have ${bytes} bytes, a socket path at most ${maxBytes}`,
          ja: `既定のソケットのパス ${path} は最大 ${bytes} バイトで、上限 ${maxBytes} バイトを超えます`,
        },
        'kazashi up --endpoint "pcsc:$(mktemp -d /tmp/kazashi-XXXXXX)/card"',
      );
    }
    return ok({
      en: `socket paths fit: at most ${bytes} of ${maxBytes} bytes`,
      ja: `ソケットのパスは収まります: 最大 ${bytes} / ${maxBytes} バイト`,
    });
  },
};
