import { capabilityOf } from '@/sandbox/cloudformation/resources/registry';
import { parseTemplate, type TemplateResource } from '@/sandbox/cloudformation/template';
import { html, type Markup } from '@/sandbox/console/html';
import type { Scene } from '@/sandbox/console/page';
import type { TemplateSummary } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import { readTemplateUrl } from '@/sandbox/services/template-url';

/** The sentence beside the box, as AWS writes it. */
const ACKNOWLEDGEMENT = {
  CAPABILITY_NAMED_IAM: 'I acknowledge that AWS CloudFormation might create IAM resources with custom names.',
  CAPABILITY_IAM: 'I acknowledge that AWS CloudFormation might create IAM resources.',
} as const;

/** The text of a template that is given or lies at an address, once CloudFormation would read it; else what it says. */
export async function loadTemplate(
  scene: Scene,
  { templateBody, templateUrl }: { templateBody: string; templateUrl: string },
): Promise<{ body: string } | { message: string }> {
  const principal = scene.identity?.principal ?? { kind: 'anonymous' as const };
  const action = 'cloudformation:GetTemplateSummary';
  const { allowed, reason } = scene.world.authorizeBackstage(principal, { action, resource: '*' });
  if (!allowed)
    return {
      message: `User: ${scene.identity?.user.arn} is not authorized to perform: ${action} on resource: * ${reason}`,
    };
  try {
    const body = templateBody || (await readTemplateUrl(scene.world, templateUrl));
    parseTemplate(body);
    return { body };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return { message: error.message };
  }
}

/** A field for a parameter of the template; NoEcho ones stay empty, as AWS leaves them. */
export function parameterField(
  parameter: TemplateSummary['parameters'][number],
  values: Record<string, string>,
): Markup {
  const { key, description, noEcho, allowedValues, defaultValue } = parameter;
  const value = (noEcho ? undefined : values[key]) ?? defaultValue ?? '';
  const hint = description === '' ? '' : html`<p class="hint" id="h_${key}">${description}</p>`;
  const described = description === '' ? '' : html` aria-describedby="h_${key}"`;
  const field =
    allowedValues.length > 0
      ? html`<select id="p_${key}" name="param_${key}"${described}>${allowedValues.map((one) =>
          one === value ? html`<option selected>${one}</option>` : html`<option>${one}</option>`,
        )}</select>`
      : html`<input id="p_${key}" type="text" name="param_${key}" value="${value}" autocomplete="off" spellcheck="false"${described}>`;
  return html`<label for="p_${key}">${key}</label>${hint}${field}`;
}

/** The box that has to be ticked for a template with IAM resources; nothing for others. */
export function capabilityCard(resources: TemplateResource[]): Markup | false {
  const capability = capabilityOf(resources);
  if (capability === null) return false;
  return html`<section class="card"><h2>Capabilities</h2><label class="box"><input type="checkbox" name="capability" value="${capability}">
<span>${ACKNOWLEDGEMENT[capability]}</span></label></section>`;
}
