import { setup } from 'xstate';

export type WalletDocumentEvent =
  | { readonly type: 'wallet.provision' }
  | { readonly type: 'wallet.activate' }
  | { readonly type: 'wallet.suspend' }
  | { readonly type: 'wallet.remove' };

/** The attribute proof in an iPhone's Wallet. @see phone-wallet reference, L-01, L-27 to L-29, section 6.5 */
export const walletDocumentMachine = setup({
  types: { events: {} as WalletDocumentEvent, tags: {} as 'presentable' },
}).createMachine({
  id: 'walletDocument',
  initial: 'absent',
  states: {
    absent: { on: { 'wallet.provision': 'provisioned' } },
    provisioned: {
      on: { 'wallet.activate': 'usable', 'wallet.suspend': 'suspended', 'wallet.remove': 'removed' },
    },
    usable: { tags: 'presentable', on: { 'wallet.suspend': 'suspended', 'wallet.remove': 'removed' } },
    suspended: {
      on: { 'wallet.activate': 'usable', 'wallet.provision': 'provisioned', 'wallet.remove': 'removed' },
    },
    removed: { on: { 'wallet.provision': 'provisioned' } },
  },
});
