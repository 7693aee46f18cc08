import type { Decider } from '@holdfast/event-sourcing';
import type { OrganizationEvent } from '../contracts/organization.events.ts';
import { organizationReading, type OrganizationState } from '../contracts/organization.state.ts';
import { connectedOrganization } from './connected-organization.ts';
import { decideOnCredential } from './credential.decisions.ts';
import type { OrganizationCommand } from './organization.command.ts';

/** An organization and its credentials. */
export const organization: Decider<OrganizationState, OrganizationCommand, OrganizationEvent> = {
  ...organizationReading,

  decide(command, state) {
    switch (command.type) {
      case 'ConnectOrganization': {
        if (state.status !== 'none') return [];
        const { organizationId, name, workspace, primary } = command;
        return [{ type: 'OrganizationConnected', data: { organizationId, name, workspace, primary } }];
      }
      case 'RecordRefusedConnection': {
        const { type: _, ...data } = command;
        return [{ type: 'OrganizationConnectionRefused', data }];
      }
      case 'RenameOrganization': {
        const { organizationId, name } = command;
        const { name: formerName } = connectedOrganization(state, organizationId);
        return name === formerName ? [] : [{ type: 'OrganizationRenamed', data: { organizationId, name, formerName } }];
      }
      case 'DisconnectOrganization': {
        if (state.status === 'disconnected') return [];
        const { organizationId, name } = connectedOrganization(state, command.organizationId);
        return [{ type: 'OrganizationDisconnected', data: { organizationId, name } }];
      }
      case 'AddAdditionalCredential':
      case 'RecordRejectedCredential':
      case 'RenameCredential':
      case 'RotateSecret':
      case 'RecordRefusedRotation':
      case 'RemoveAdditionalCredential':
      case 'RecordTrial':
      case 'AnnounceExpiry':
        return decideOnCredential(command, connectedOrganization(state, command.organizationId));
    }
  },
};
