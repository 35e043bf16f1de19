import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BucketName } from '@/lib/aws-ids';
import { AWS_REGIONS } from '@/lib/aws-regions';
import { furnish, holderOf, type Place } from '@/server/testing/access-world';
import { recordingAws } from '@/server/testing/aws-record';
import { callAs, definitionOf } from '@/server/testing/calling';
import { eachDatabase } from '@/server/testing/databases';
import { fittingInputs } from '@/server/testing/fitting-inputs';
import { forgetful } from '@/server/testing/forgetful';
import { badBucketNames, hostileRegions, hostileTexts, hostileUrls } from '@/server/testing/hostile-names';
import { handoffRows } from '@/server/testing/public-table';
import { isSoaking } from '@/server/testing/scale';
import { makeWorld, type World } from '@/server/testing/world';
import type { RequestContext } from './init';

const Property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});
const Shape = z.looseObject({ properties: z.record(z.string(), Property).optional() });

/** Fields whose value becomes part of a call to AWS, of a template, of a link into its console, or of what is searched. */
const ofAws = /^(accountId|accounts|bucket|kmsKeyArn|prefix|root|boundary)$/;
const numbers = new Set(['number', 'integer', 'boolean', 'object', 'null']);

/** The fields of a procedure that take a text, as a text or as a list of texts. */
function textFields(procedure: string): { field: string; list: boolean }[] {
  return definitionOf(procedure).inputs.flatMap((schema) => {
    if (!(schema instanceof z.ZodType)) return [];
    const shape = Shape.safeParse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
    return Object.entries(shape.data?.properties ?? {}).flatMap(([field, one]) => {
      const fixed = one.enum !== undefined || one.const !== undefined || numbers.has(one.type ?? '');
      return fixed ? [] : [{ field, list: one.type === 'array' }];
    });
  });
}

const everything = [...badBucketNames, ...hostileUrls, ...hostileRegions, ...hostileTexts];
const keys = [
  'arn:aws:kms:us-east-1.evil.example:111122223333:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f',
  'arn:aws:kms:moon-1:111122223333:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f',
  'arn:aws:kms:us-east-1:111122223333:key/*',
  'arn:aws:kms:us-east-1:*:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f',
  'arn:aws:kms:us-east-1:111122223333:alias/mine',
  'arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f","Resource":"*',
  'arn:aws:iam::111122223333:policy/$(id)',
  'arn:aws:iam::111122223333:policy/a\nEND_OF_TEMPLATE\nid',
  'arn:aws:iam::111122223333:policy/$'.concat('{aws:username}'),
  '١١١١٢٢٢٢٣٣٣٣',
  '11112222333３',
  '111122223333\n444455556666',
];

const hosts = new RegExp(
  `^https://(console\\.example|(${AWS_REGIONS.join('|')})\\.console\\.aws\\.amazon\\.com|docs\\.aws\\.amazon\\.com|templates\\.s3\\.amazonaws\\.com)$`,
);

/** Every text in an answer that a browser would follow as an address, under whatever name. */
function addressesIn(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') {
    if (/^https?:\/\//.test(value)) found.push(value);
  } else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) addressesIn(one, found);
  return found;
}

eachDatabase((open, dialect) => {
  let world: World;
  let place: Place;
  let recorded: ReturnType<typeof recordingAws>;

  beforeAll(async () => {
    recorded = recordingAws();
    const settings = { templateBaseUrl: 'https://templates.s3.amazonaws.com' };
    world = await makeWorld(await open(), { aws: recorded.aws, settings });
    place = await furnish(world, 'customerA1');
    await world.database.kysely.updateTable('tenants').set({ partner_may_confirm: 1 }).execute();
  });

  function asking(procedure: string): RequestContext {
    const isOwn = procedure === 'settings.setPartnerMayConfirm';
    const { actor, ...base } = world.ctxFor(isOwn ? 'customerAdmin' : 'distributorAdmin');
    const isHanded = Object.hasOwn(handoffRows, procedure);
    return {
      base: { ...base, db: forgetful(world.database) },
      actor: isHanded ? holderOf(place, world.tenants.customerA1) : actor,
      address: 'direct',
    };
  }

  /** The values for one field: all of them where they become AWS's, else a few that go round; Postgres holds what SQLite does. */
  function valuesFor(field: string, turn: number): readonly string[] {
    const all = [...everything, ...keys];
    const share = isSoaking() ? 1 : dialect === 'postgres' ? 40 : ofAws.test(field) ? 1 : 60;
    return all.filter((_, index) => index % share === turn % share);
  }

  describe('hostile texts in every text field of every procedure', () => {
    test('are refused, or taken as a mere text: no fault of ours, no odd word to AWS, no address elsewhere', async () => {
      const at = {
        ...place,
        parentId: world.tenants.resellerA.id,
        asking: world.users.distributorAdmin.membershipId,
      };
      const wrong: string[] = [];
      const taken = new Map<string, Set<string>>();
      let asked = 0;
      for (const [turn, { procedure, input }] of fittingInputs(at).entries()) {
        for (const { field, list } of textFields(procedure)) {
          for (const value of valuesFor(field, turn)) {
            asked += 1;
            const { code, result } = await callAs(asking(procedure), {
              procedure,
              input: { ...input, [field]: list ? [value] : value },
            });
            const what = `${procedure} with ${field} ${JSON.stringify(value)}`;
            if (code === 'INTERNAL_SERVER_ERROR') wrong.push(`${what}: ${code}`);
            if (code === 'allowed' && ofAws.test(field)) {
              taken.set(field, (taken.get(field) ?? new Set()).add(value));
            }
            for (const address of addressesIn(result))
              if (address !== value && !hosts.test(new URL(address).origin))
                wrong.push(`${what}: ${address}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(recorded.odd).toEqual([]);
      expect(asked).toBeGreaterThan(dialect === 'sqlite' ? 5_000 : 500);
      // Those that are asked of AWS did reach it with the value that fits, so that the watching is known to work.
      expect(recorded.calls()).toBeGreaterThan(0);
      const notBlank = (field: string) =>
        [...(taken.get(field) ?? [])].filter(
          // A Region may well be the name of a bucket.
          (value) => value.trim() !== '' && !(field === 'bucket' && BucketName.safeParse(value).success),
        );
      for (const field of ['accountId', 'accounts', 'bucket', 'kmsKeyArn', 'boundary'])
        expect([field, notBlank(field)]).toEqual([field, []]);
      // What AWS allows in the name of a folder, and what is empty: the whole bucket.
      for (const prefix of taken.get('prefix') ?? [])
        expect(prefix).toMatch(/^(s3:\/\/.*|[0-9A-Za-z!\-_.*'()/\s]*)$/i);
    }, 180_000);

    test('would be seen if one did reach AWS', async () => {
      const { aws, odd } = recordingAws();
      await aws.findBucket('acme-billing');
      expect(odd).toEqual([]);
      await aws.findBucket('acme/../billing');
      const names = { roleName: 'tributary-1', policyName: 'tributary-1', stackName: 'tributary-1' };
      const purpose = { for: 'probe', account: 'reports', ...names } as const;
      const role = { accountId: '111122223333:x', roleName: 'tributary-1', externalId: null, purpose };
      await aws.assumeRole(role).catch(() => undefined);
      expect(odd).toEqual(['findBucket(): "acme/../billing"', 'accountId: "111122223333:x"']);
    });
  });
});
