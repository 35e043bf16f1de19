import type { Migration } from 'kysely/migration';
import * as m20261123 from './2026-11-23-first';
import * as m20261124wish from './2026-11-24-auto-confirm-by';
import * as m20261124link from './2026-11-24-link-withheld';
import * as m20261124report from './2026-11-24-report-by';
import * as m20261124gone from './2026-11-24-role-gone';
import * as m20261126moved from './2026-11-26-bucket-moved';
import * as m20261126doorbell from './2026-11-26-doorbell';
import * as m20261126externalIds from './2026-11-26-external-ids';
import * as m20261126handoff from './2026-11-26-hand-off';
import * as m20261126help from './2026-11-26-help-requests';
import * as m20261126budget from './2026-11-26-look-budget';
import * as m20261126own from './2026-11-26-own-access';
import * as m20261126update from './2026-11-26-stack-update';
import * as m20261126updated from './2026-11-26-stack-updated';
import * as m20261126told from './2026-11-26-told-health';

/** Every migration by its dated name; a list, because files that are read at run time are not part of a standalone build. */
export const migrations: Record<string, Migration> = {
  '2026-11-23-first': m20261123,
  '2026-11-24-auto-confirm-by': m20261124wish,
  '2026-11-24-link-withheld': m20261124link,
  '2026-11-24-report-by': m20261124report,
  '2026-11-24-role-gone': m20261124gone,
  '2026-11-26-bucket-moved': m20261126moved,
  '2026-11-26-doorbell': m20261126doorbell,
  '2026-11-26-external-ids': m20261126externalIds,
  '2026-11-26-hand-off': m20261126handoff,
  '2026-11-26-help-requests': m20261126help,
  '2026-11-26-look-budget': m20261126budget,
  '2026-11-26-own-access': m20261126own,
  '2026-11-26-stack-updated': m20261126updated,
  '2026-11-26-stack-update': m20261126update,
  '2026-11-26-told-health': m20261126told,
};
