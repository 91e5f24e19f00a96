import type { Check } from './check.ts';
import { nodeVersion } from './checks/node-version.ts';
import { pcscDaemon } from './checks/pcsc-daemon.ts';
import { pcscLibrary } from './checks/pcsc-library.ts';
import { privilegedPrograms } from './checks/privileged-programs.ts';
import { runningSimulators } from './checks/running-simulators.ts';
import { runtimeDirectory } from './checks/runtime-directory.ts';
import { sandboxedPrograms } from './checks/sandboxed-programs.ts';
import { serialPorts } from './checks/serial-ports.ts';
import { socketPath } from './checks/socket-path.ts';
import { socketVariable } from './checks/socket-variable.ts';
import { systemPrograms } from './checks/system-programs.ts';
import { usbReaders } from './checks/usb-readers.ts';
import { vpcdDelay } from './checks/vpcd-delay.ts';
import { vpcdOpenPort } from './checks/vpcd-open-port.ts';

/** Everything the doctor looks at, in the order it is told. */
export const checks: readonly Check[] = [
  nodeVersion,
  systemPrograms,
  pcscLibrary,
  pcscDaemon,
  socketVariable,
  socketPath,
  privilegedPrograms,
  sandboxedPrograms,
  vpcdDelay,
  vpcdOpenPort,
  runningSimulators,
  runtimeDirectory,
  serialPorts,
  usbReaders,
];
