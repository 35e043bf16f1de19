import { expect, test } from 'vitest';
import { BucketName } from './aws-ids';
import { reportSettings } from './connecting';

test('a new bucket is proposed with a name that Amazon S3 takes, and with a Region', () => {
  const settings = reportSettings({ account: '111122223333' });
  const value = (field: string) => settings.find((setting) => setting.field === field)?.value;
  expect(BucketName.parse(value('S3 bucket name'))).toBe('tributary-cur-111122223333');
  expect(value('Region')).toBe('us-east-1');
});
