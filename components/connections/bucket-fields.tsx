import { CopyBlock } from '@/components/ui/copy-block';
import { Disclosure } from '@/components/ui/disclosure';
import { Input } from '@/components/ui/input';
import { keyPolicyStatement } from '@/lib/key-policy';

type BucketFieldsProps = { account: string | null; bucket: string | null; kmsKeyArn: string | null };

/** A bucket's name, and the key when it is encrypted with one of the customer's own. */
export function BucketFields({ account, bucket, kmsKeyArn }: BucketFieldsProps) {
  return (
    <>
      <Input
        name="bucket"
        label="Bucket name"
        hint="The name alone, s3://…, an ARN or the address of its page in the AWS console."
        defaultValue={bucket ?? undefined}
        autoComplete="off"
        spellCheck={false}
        mono
        required
      />
      <Disclosure summary="The bucket is encrypted with a customer managed KMS key" open={kmsKeyArn !== null}>
        <div className="flex flex-col gap-5">
          <Input
            name="kmsKeyArn"
            label="KMS key ARN"
            hint="The IAM role is then allowed to decrypt with this one key."
            defaultValue={kmsKeyArn ?? undefined}
            autoComplete="off"
            spellCheck={false}
            mono
            optional
          />
          <KeyPolicy account={account} />
        </div>
      </Disclosure>
    </>
  );
}

/** A key that IAM policies do not count for shuts everybody out, whatever the stack allows. */
function KeyPolicy({ account }: { account: string | null }) {
  if (account === null) return null;
  return (
    <div className="flex flex-col gap-2">
      <p>
        The key&apos;s own policy must let IAM policies of the account count. AWS&apos;s default key policy
        does; where yours was narrowed, add this statement under <b>Key policy</b> of the key in AWS KMS:
      </p>
      <CopyBlock text={keyPolicyStatement(account)} label="key policy statement" rows={9} />
    </div>
  );
}
