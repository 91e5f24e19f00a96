import simulator from '../package.json' with { type: 'json' };

/** Version of kazashi; the workspaces share it. */
export const { version } = simulator;
