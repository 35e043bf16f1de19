import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { publishTemplates } from '../operator/publish-templates';

/** Publishes the templates of this version into the sandbox, as an operator does on AWS. */
export async function publishDemoTemplates(env: { AWS_ENDPOINT_URL: string; TEMPLATE_BASE_URL: string }) {
  const { accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;
  await publishTemplates({
    base: env.TEMPLATE_BASE_URL,
    place: { endpoint: env.AWS_ENDPOINT_URL, own: { accessKeyId, secretAccessKey } },
  });
}
