import { version } from '../version.ts';
import type { BodyField, FacilityRoute, RouteAnswer, RouteSession } from './facility-route.ts';
import { facilityRoutes } from './facility-routes.ts';

const text = { type: 'string' } as const;
const time = { type: ['string', 'null'], format: 'date-time' } as const;
const yesOrNo = { type: 'boolean' } as const;
const tries = { type: 'integer', minimum: 0 } as const;
const whole = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const base64 = (contentMediaType: string) => ({
  type: 'string',
  contentEncoding: 'base64',
  contentMediaType,
});

const states = [
  'unregistered',
  'loggedIn',
  'passcodeSet',
  'registered',
  'locked',
  'deregistering',
  'stopped',
  'released',
];

const account = {
  id: text,
  platform: { type: 'string', enum: ['android', 'ios', 'windows'] },
  state: { type: 'string', enum: states },
  registered: { ...yesOrNo, description: 'The device is registered' },
  device: { type: ['string', 'null'], description: 'What the app calls the device that is registered' },
  installed: { ...yesOrNo, description: 'The app is on the device' },
  mode: { type: 'string', enum: ['sight', 'pin'] },
  due: { ...time, description: 'When the lock opens, or the deregistration is done' },
  takesPhones: yesOrNo,
  fault: { type: ['string', 'null'], description: 'What is wrong with the reader' },
  unread: { type: 'integer', minimum: 0, description: 'Notices that nobody has read' },
  triesLeft: whole({ password: tries, passcode: tries }),
} as const;

const schemas = {
  Account: whole(account),
  Session: whole({ ...account, token: { ...text, description: 'Bearer token of the session' } }),
  Notices: {
    type: 'array',
    items: whole({ number: text, at: { type: 'string', format: 'date-time' }, text, read: yesOrNo }),
  },
  Check: whole(
    {
      mode: { type: 'string', enum: ['sight', 'pin'] },
      at: { type: 'string', format: 'date-time' },
      with: { type: 'string', enum: ['card', 'phone'] },
      certificate: base64('application/pkix-cert'),
      proved: { ...yesOrNo, description: 'The PIN was right: a challenge was signed by the card' },
      face: whole({
        birth: text,
        sex: text,
        expiry: text,
        nameImage: base64('image/png'),
        photo: base64('image/jp2'),
      }),
    },
    ['mode', 'at', 'with'],
  ),
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { ...text, description: 'Stable, area/reason' },
      rule: { ...text, description: 'The rule that refuses, such as L-102' },
      message: whole({ en: text, ja: text }),
      triesLeft: tries,
      due: { type: 'string', format: 'date-time' },
    },
    required: ['type', 'title', 'status', 'detail', 'code'],
    additionalProperties: false,
  },
} as const;

const schemaOf: Readonly<Record<Exclude<RouteAnswer, 'nothing'>, { readonly $ref: string }>> = {
  account: { $ref: '#/components/schemas/Account' },
  session: { $ref: '#/components/schemas/Session' },
  notices: { $ref: '#/components/schemas/Notices' },
  check: { $ref: '#/components/schemas/Check' },
};

const meanings: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Begun; "due" says when it is done',
  204: 'Done; there is nothing to tell',
  400: 'The request has no meaning',
  401: 'No session, none that goes on, or one that nobody knows: the code says which, the rule why it ended',
  403: 'Wrong password, passcode, PIN or remedy, with the tries left; a session of another account; or a foreign Host or Origin',
  404: 'There is no such account, reader or phone',
  409: 'A rule refuses, or the card does not give what is needed',
  413: 'The body is too long',
  423: 'Locked: no try is left, or the lock is still on; with Retry-After when it opens by itself',
  500: 'The service failed',
  507: 'The state can be kept no more, and the simulator ends',
};

const problemHeaders: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': { description: 'RFC 6750', schema: text } },
  409: { 'Retry-After': { description: 'Seconds, where "due" says when', schema: { type: 'integer' } } },
  423: { 'Retry-After': { description: 'Seconds, where it opens by itself', schema: { type: 'integer' } } },
};

const problem = (status: number) => ({
  description: meanings[status],
  ...(problemHeaders[status] === undefined ? {} : { headers: problemHeaders[status] }),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const fieldSchema = ({ text: description, values, pattern }: BodyField) => ({
  type: 'string',
  description,
  ...(values === undefined ? {} : { enum: values }),
  ...(pattern === undefined ? {} : { pattern: pattern.is }),
});

const securityOf: Readonly<Record<RouteSession, readonly object[]>> = {
  needed: [{ session: [] }],
  carriedOn: [{}, { session: [] }],
  none: [],
};

function operation(route: FacilityRoute) {
  const { operationId, method, summary, event, path, body, session, status, answer, problems } = route;
  const entries = Object.entries(body ?? {});
  const required = entries.filter(([, field]) => field.required).map(([name]) => name);
  const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const refused = new Set<number>([403, 500, 507, ...problems]);
  if (method !== 'GET') for (const one of [400, 413]) refused.add(one);
  if (names.length > 0) refused.add(404);
  if (session === 'needed') refused.add(401);
  return {
    operationId,
    summary,
    ...(event === undefined ? {} : { 'x-event': event }),
    security: securityOf[session],
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...(entries.length === 0
      ? {}
      : {
          requestBody: {
            required: required.length > 0,
            content: {
              'application/json': {
                schema: {
                  ...whole(
                    Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field)])),
                    required,
                  ),
                },
              },
            },
          },
        }),
    responses: {
      [status]: {
        description: meanings[status],
        ...(answer === 'nothing' ? {} : { content: { 'application/json': { schema: schemaOf[answer] } } }),
      },
      ...Object.fromEntries([...refused].sort().map((one) => [one, problem(one)])),
    },
  };
}

/** `/v1/accounts/:account` as OpenAPI writes it. */
export const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** The service in OpenAPI 3.1, made of the same declarations as the routes. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of facilityRoutes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'kazashi facility app service (TEST)',
      version,
      summary: 'The 資格確認 app of an invented facility: account, device, passcode, mode, notices, check',
      description:
        'Simulated. The real service is not public: paths and status codes are ours; what is refused, and by which rule, follows the public guides.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token that login or launch gave; it ends with the session',
        },
      },
    },
  };
}
