import fc from 'fast-check';
import type { StackSighting } from '@/server/aws/port';
import type { ConnectionRow } from '@/server/db/tables';
import { notificationOf, type Request, requestOf, stackIdOf } from './doorbell';
import { type FakeAccount, stackOf } from './fake-aws';

const SECOND = 1_000;

/** What happens in the customer's account, or to the connection, so many seconds after what was before. */
interface Step {
  after: number;
  makes: (of: ConnectionRow) => Partial<FakeAccount> | 'disconnected';
}

/** Lives of a stack; a look by schedule comes after each step, 15 s later. */
export const stories: Record<string, Step[]> = {
  'nothing is ever created': [],
  'complete at once': [step(10, 'exact', 'CREATE_COMPLETE')],
  'in progress, then complete': [
    step(10, 'exact', 'CREATE_IN_PROGRESS'),
    step(40, 'exact', 'CREATE_COMPLETE'),
  ],
  'fails while its role stands': [
    step(10, 'exact', 'CREATE_IN_PROGRESS'),
    step(20, 'exact', 'ROLLBACK_IN_PROGRESS', 'Resource creation cancelled'),
    { after: 30, makes: () => ({ role: 'none', stack: null }) },
  ],
  'its role is gone again': [
    step(10, 'exact', 'CREATE_IN_PROGRESS'),
    { after: 20, makes: () => ({ role: 'none', stack: null }) },
  ],
  'nobody may see the stack': [{ after: 10, makes: () => ({ role: 'exact', stack: null }) }],
  'the role lets everybody in': [step(10, 'open', 'CREATE_COMPLETE')],
  'the role lets everybody in, then only us': [
    step(10, 'open', 'CREATE_COMPLETE'),
    step(50, 'exact', 'CREATE_COMPLETE'),
  ],
  'a member account': [
    {
      after: 10,
      makes: (of) => ({
        role: 'exact',
        stack: sighting(of, 'CREATE_COMPLETE'),
        managementAccount: '888877776666',
      }),
    },
  ],
  'AWS does not answer for a while': [
    {
      after: 10,
      makes: (of) => ({ role: 'exact', stack: sighting(of, 'CREATE_COMPLETE'), weather: 'foul' }),
    },
    { after: 60, makes: () => ({ weather: 'fair' }) },
  ],
  'deleted before it is complete': [
    step(10, 'exact', 'CREATE_IN_PROGRESS'),
    step(20, 'exact', 'DELETE_IN_PROGRESS'),
    { after: 30, makes: () => ({ role: 'none', stack: null }) },
  ],
  'disconnected, and the stack deleted': [
    step(10, 'exact', 'CREATE_COMPLETE'),
    { after: 60, makes: () => 'disconnected' },
    { after: 60, makes: () => ({ role: 'none', stack: null }) },
  ],
  'disconnected, and the stack stays': [
    step(10, 'exact', 'CREATE_COMPLETE'),
    { after: 60, makes: () => 'disconnected' },
  ],
};

export const LOOK_AFTER_MS = 15 * SECOND;

function step(after: number, role: FakeAccount['role'], status: string, reason: string | null = null): Step {
  return { after, makes: (of) => ({ role, stack: sighting(of, status, reason) }) };
}

function sighting(of: ConnectionRow, status: string, reason: string | null = null): StackSighting {
  return { ...stackOf(status, reason), id: stackIdOf(of) };
}

/** Requests that may come; what is forged says anything that anybody can know or guess. */
const requests: Record<string, (of: ConnectionRow) => Partial<Request>> = {
  start: () => ({}),
  done: () => ({ ResourceType: 'Custom::TributaryDone', LogicalResourceId: 'Done' }),
  update: () => ({ RequestType: 'Update', PhysicalResourceId: 'kept' }),
  delete: () => ({ RequestType: 'Delete', PhysicalResourceId: 'kept' }),
  'delete of Done': () => ({
    RequestType: 'Delete',
    ResourceType: 'Custom::TributaryDone',
    LogicalResourceId: 'Done',
    PhysicalResourceId: 'kept',
  }),
  'foreign account': (of) => ({ StackId: stackIdOf({ ...of, account_id: '123456789012' }) }),
  'foreign Region': (of) => ({ StackId: stackIdOf(of).replace('us-east-1', 'eu-west-1') }),
  'foreign stack': (of) => ({ StackId: stackIdOf({ ...of, stack_name: 'somebody-elses' }) }),
  'delete of a foreign stack': (of) => ({
    RequestType: 'Delete',
    StackId: stackIdOf({ ...of, stack_name: 'somebody-elses' }),
  }),
  'delete from a foreign account': (of) => ({
    RequestType: 'Delete',
    StackId: stackIdOf({ ...of, account_id: '123456789012' }),
  }),
  'edited values': () => ({ ResourceProperties: { RoleName: 'x', ExternalId: 'y', BucketName: 'z' } }),
  'unknown connection': () => ({
    ResourceProperties: { ConnectionId: '00000000-aaaa-4000-8000-000000000000' },
  }),
  'says a state': () => ({
    ResourceProperties: {
      State: 'complete',
      state: 'complete',
      StackStatus: 'CREATE_COMPLETE',
      Status: 'SUCCESS',
    },
  }),
  'no type of ours': () => ({ ResourceType: 'Custom::Other' }),
  'no address of CloudFormation’s': () => ({ ResponseURL: 'https://169.254.169.254/latest' }),
};

const raw: Record<string, (of: ConnectionRow) => string> = {
  text: () => 'ding',
  'of another topic': (of) =>
    notificationOf(requestOf(of), { TopicArn: 'arn:aws:sns:us-east-1:123456789012:tributary-doorbell' }),
  'no request': (of) => notificationOf({ connectionId: of.id, state: 'disconnected' }),
};

/** A message, how often it comes, and before which of the looks; `late`: 30 days after everything. */
export interface Arrival {
  is: string;
  times: number;
  /** As one message again and again, or as so many that say the same. */
  anew: boolean;
  slot: number;
  late: boolean;
}

export interface Schedule {
  story: string;
  arrivals: Arrival[];
  /** Which echoes of a ring are run, of five. */
  echoes: number[];
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  is: fc.constantFrom(...Object.keys(requests), ...Object.keys(raw)),
  times: fc.oneof(
    { weight: 12, arbitrary: fc.constant(1) },
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.constant(2) },
    { weight: 1, arbitrary: fc.constant(100) },
  ),
  anew: fc.boolean(),
  slot: fc.nat({ max: 4 }),
  late: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** In any order: what happens first in the account may ring last. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  story: fc.constantFrom(...Object.keys(stories)),
  arrivals: fc.array(arrival, { maxLength: 5 }),
  echoes: fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }),
});

/** The bodies in which an arrival comes. */
export function bodiesOf({ is, times, anew }: Arrival, of: ConnectionRow): string[] {
  const made = () => {
    const request = requests[is];
    return request ? notificationOf(requestOf(of, request(of))) : (raw[is]?.(of) ?? '');
  };
  const first = made();
  return Array.from({ length: times }, (_, index) => (anew && index > 0 ? made() : first));
}
