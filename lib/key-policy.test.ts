import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyPolicyStatement } from '@/lib/key-policy';

test('the statement for the key lets IAM policies of the one account decrypt, and nothing else', () => {
  expect(JSON.parse(keyPolicyStatement('123456789012'))).toEqual({
    Sid: expect.stringMatching(/^[A-Za-z0-9]+$/),
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 'kms:Decrypt',
    Resource: '*',
  });
});

test('the guide has the same statement', () => {
  const [, text = ''] =
    /```json\n(\{\n {2}"Sid": "LetIam[\s\S]*?\n\})\n```/.exec(readFileSync('docs/guide.md', 'utf8')) ?? [];
  expect(JSON.parse(text)).toEqual(JSON.parse(keyPolicyStatement('111122223333')));
});
