import { describe, expect, it } from 'vitest';
import {
  boundaryPermissions,
  createdReportPermissions,
  stackPermissions,
  watchingPermissions,
} from './connecting';
import { type PreflightFor, preflightCommand, reportNeeds } from './preflight';

const about: PreflightFor = {
  purpose: 'reports',
  reportBy: 'customer',
  account: '111122223333',
  bucket: 'acme-cur',
  stackName: 'tributary-reports-abc',
  roleName: 'tributary-reports-abc',
  topicArn: 'arn:aws:sns:us-east-1:999988887777:tributary-doorbell',
};
const variants: PreflightFor[] = [
  about,
  { ...about, topicArn: null },
  { ...about, reportBy: 'stack', bucket: 'tributary-cur-111122223333-abc' },
  { ...about, account: null, bucket: null, stackName: null, roleName: null },
  { ...about, purpose: 'insights', bucket: null },
];

/** The facts that the script reads: what stands between its quotes. */
function factsOf(command: string) {
  return JSON.parse(/json\.loads\(r'''(.*)'''\)/.exec(command)?.[1] ?? '');
}

describe('the pre-flight command', () => {
  it.each(variants)(
    'has less than 20 KB and every permission of its template: $purpose, $reportBy',
    (one) => {
      const command = preflightCommand(one);
      expect(Buffer.byteLength(command)).toBeLessThan(20 * 1024);
      const wanted = [
        ...stackPermissions.filter((action) => action !== 'sns:Publish' || one.topicArn !== null),
        ...(one.purpose === 'reports' ? createdReportPermissions : []),
        boundaryPermissions[0],
        ...watchingPermissions,
      ];
      const { groups } = factsOf(command);
      const asked = groups.flatMap((group: { asks: { actions: string[] }[] }) =>
        group.asks.flatMap(({ actions }) => actions),
      );
      expect(asked.sort()).toEqual([...wanted].sort());
    },
  );

  it('needs the permissions of the report only where the stack creates it', () => {
    const needed = (one: PreflightFor) =>
      factsOf(preflightCommand(one))
        .groups.filter((group: { needed: boolean }) => group.needed)
        .map((group: { title: string }) => group.title);
    expect(needed(about)).toEqual(['Create the stack']);
    expect(needed({ ...about, reportBy: 'stack' })).toEqual([
      'Create the stack',
      'Let the stack create the report',
    ]);
  });

  it('asks AWS nothing but what reads', () => {
    const calls = [...preflightCommand(about).matchAll(/\baws\("([a-z-]+)", "([a-z-]+)"/g)];
    expect(calls.map(([, service, operation]) => `${service} ${operation}`).sort()).toEqual([
      'cur describe-report-definitions',
      'iam get-role',
      'iam simulate-principal-policy',
      'organizations describe-organization',
      'sts get-caller-identity',
    ]);
  });

  it('keeps a value that is made to end its quotes inside them', () => {
    const hostile = `x'''\nTRIBUTARY\nrm -rf ~ $(id) \`id\` "\\`;
    const command = preflightCommand({ ...about, reportBy: 'stack', bucket: hostile, roleName: hostile });
    expect(command.split('\n').filter((line) => line === 'TRIBUTARY')).toHaveLength(1);
    expect(command.split("'''")).toHaveLength(3);
    expect(command.split('\n')).toHaveLength(preflightCommand(about).split('\n').length);
    expect(JSON.stringify(factsOf(command))).toContain(JSON.stringify(hostile).slice(1, -1));
  });

  it('looks at reports only where the customer brings one', () => {
    expect(factsOf(preflightCommand(about)).needs).toEqual(reportNeeds);
    expect(factsOf(preflightCommand({ ...about, reportBy: 'stack' })).needs).toEqual([]);
    expect(factsOf(preflightCommand({ ...about, purpose: 'insights' })).needs).toEqual([]);
  });
});
