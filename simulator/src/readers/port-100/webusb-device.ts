import { SimulatorError } from '../../errors.ts';
import { Port100, type Port100Options } from './port-100.ts';

/** RC-S380/P, the one that WebUSB drivers ask for, unless told otherwise; RC-S380/S is 06C1. */
const usbIds = { vendorId: 0x054c, productId: 0x06c3 };

const outEndpoint = 2;
const inEndpoint = 1;

export interface WebUsbDeviceOptions extends Port100Options {
  readonly productId?: number;
}

/**
 * An RC-S380 as a page gets it from `navigator.usb.requestDevice()`: that part of a USBDevice which drivers use. Calls
 * out of order are refused as browsers do it.
 * @see WebUSB API, 4 Device Usage
 */
export class WebUsbDevice {
  readonly vendorId = usbIds.vendorId;
  readonly productId: number;
  readonly manufacturerName = 'SONY';
  readonly productName = 'RC-S380/P';
  readonly #chip: Port100;
  readonly #readers: ((transfer: Uint8Array | undefined) => void)[] = [];
  opened = false;
  configuration: { readonly configurationValue: number } | null = null;
  #claimed = false;

  constructor({ productId = usbIds.productId, ...chip }: WebUsbDeviceOptions) {
    this.productId = productId;
    this.#chip = new Port100(chip);
    this.#chip.onOutput = () => this.#serve();
  }

  async open(): Promise<void> {
    this.opened = true;
  }

  /** Transfers that wait are aborted; the field goes. */
  async close(): Promise<void> {
    this.opened = false;
    this.#claimed = false;
    this.configuration = null;
    this.#chip.powerOff();
    for (const reader of this.#readers.splice(0)) reader(undefined);
  }

  async selectConfiguration(configurationValue: number): Promise<void> {
    this.#require(this.opened, 'the device must be opened first');
    this.#require(configurationValue === 1, 'the configuration does not exist');
    this.configuration = { configurationValue };
  }

  async claimInterface(interfaceNumber: number): Promise<void> {
    this.#require(this.configuration !== null, 'the device must have a configuration selected');
    this.#require(interfaceNumber === 0, 'the interface does not exist');
    this.#claimed = true;
  }

  async releaseInterface(interfaceNumber: number): Promise<void> {
    this.#require(this.#claimed && interfaceNumber === 0, 'the interface is not claimed');
    this.#claimed = false;
  }

  async transferOut(
    endpointNumber: number,
    data: ArrayBuffer | Uint8Array,
  ): Promise<{ readonly status: 'ok'; readonly bytesWritten: number }> {
    this.#require(
      this.#claimed && endpointNumber === outEndpoint,
      'the endpoint is not part of a claimed interface',
    );
    const transfer = data instanceof Uint8Array ? data.slice() : new Uint8Array(data.slice(0));
    this.#chip.write(transfer);
    return { status: 'ok', bytesWritten: transfer.length };
  }

  /** Waits until there is a transfer; what is longer than `length` is lost, as on the bus. */
  async transferIn(
    endpointNumber: number,
    length: number,
  ): Promise<{ readonly status: 'ok' | 'babble'; readonly data: DataView }> {
    this.#require(
      this.#claimed && endpointNumber === inEndpoint,
      'the endpoint is not part of a claimed interface',
    );
    const transfer = await new Promise<Uint8Array | undefined>((resolve) => {
      this.#readers.push(resolve);
      this.#serve();
    });
    if (transfer === undefined) throw this.#error('AbortError', 'the transfer was cancelled');
    // A buffer of its own: hosts take `data.buffer` for the transfer.
    const data = transfer.slice(0, length);
    return { status: transfer.length > length ? 'babble' : 'ok', data: new DataView(data.buffer) };
  }

  #serve(): void {
    while (this.#readers.length > 0) {
      const transfer = this.#chip.read();
      if (transfer === undefined) return;
      this.#readers.shift()!(transfer);
    }
  }

  #require(holds: boolean, message: string): void {
    if (!holds) throw this.#error('InvalidStateError', message);
  }

  /** WebUSB names its errors by DOMException; programs look at `name`. */
  #error(name: string, message: string): WebUsbError {
    return new WebUsbError(name, message);
  }
}

export class WebUsbError extends SimulatorError {
  constructor(name: string, message: string) {
    super('usb/refused', message);
    this.name = name;
  }
}
