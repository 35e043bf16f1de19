import { html, type Markup } from '@/sandbox/console/html';
import { problem, type Scene } from '@/sandbox/console/page';

/** What AWS says to somebody who may not look; null for who may. */
export function refusal(scene: Scene, request: { actions: string[]; resource: string }): Markup | null {
  const { identity, world } = scene;
  if (!identity)
    return html`<p><a href="/?back=${encodeURIComponent(scene.at)}">Choose an account</a> first.</p>`;
  for (const action of request.actions) {
    const { allowed, reason } = world.authorizeBackstage(identity.principal, {
      action,
      resource: request.resource,
    });
    if (!allowed)
      return problem(
        `User: ${identity.user.arn} is not authorized to perform: ${action} on resource: ${request.resource} ${reason}`,
      );
  }
  return null;
}
