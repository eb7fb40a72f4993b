/**
 * The published part: users, phone numbers and operations of the 8x8 Administration API, as their OpenAPI files describe them.
 */
import { type Exchange, opaqueId, Problem, type Reply } from './exchange.ts';
import { type ListRules, listPage } from './pages.ts';
import type { NumberRecord, OperationRecord, UserRecord } from './records.ts';
import { iso } from './world.ts';

const CUSTOMER_ID = '0012J00000SANDBOX1';
const SITE = { id: opaqueId('site'), name: 'Headquarters', pbxName: 'sandbox01' };

const USERS: Omit<ListRules<UserRecord>, 'render'> = {
  maxSize: 1000,
  total: false,
  filters: {
    'basicInfo.userName': { read: (user) => user.userName, fold: true },
    'basicInfo.status': { read: (user) => user.status },
    'basicInfo.primaryEmail': { read: (user) => user.primaryEmail, fold: true },
    'basicInfo.createdTime': { read: (user) => user.createdTime },
    'directoryInfo.department': { read: (user) => user.department, fold: true },
  },
  sorts: {
    'basicInfo.userName': (user) => user.userName,
    'basicInfo.firstName': (user) => user.firstName,
    'basicInfo.lastName': (user) => user.lastName,
    'basicInfo.createdTime': (user) => user.createdTime,
    'basicInfo.lastUpdatedTime': (user) => user.createdTime,
    'basicInfo.status': (user) => user.status,
    'directoryInfo.department': (user) => user.department,
  },
};

const NUMBERS: ListRules<NumberRecord> = {
  maxSize: 100,
  total: false,
  filters: {
    phoneNumber: { read: (number) => number.phoneNumber },
    country: { read: (number) => number.country },
    category: { read: (number) => number.category },
    origin: { read: (number) => number.origin },
    status: { read: (number) => number.inventory },
  },
  sorts: {
    phoneNumber: (number) => number.phoneNumber,
    country: (number) => number.country,
    category: (number) => number.category,
  },
  render: renderNumber,
};

export function listUsers(exchange: Exchange): Reply {
  const { state, strictness } = exchange.open.registry;
  const { users, numbers } = state;
  const render = (user: UserRecord): object => {
    const { serviceInfo, ...rest } = renderUser(user, numbers);
    const { extensions, ...others } = serviceInfo;
    return { ...rest, serviceInfo: strictness.extensionsInList ? serviceInfo : others };
  };
  const rules = { ...USERS, render };
  return listPage(exchange, () => users.values(), rules);
}

export function getUser({ open, params: [id = ''] }: Exchange): Reply {
  const user = open.registry.state.users.get(id);
  if (user === undefined) throw new Problem(404, 'NOT_FOUND', `User not found: ${id}`);
  return { status: 200, body: renderUser(user, open.registry.state.numbers) };
}

export function listPhoneNumbers(exchange: Exchange): Reply {
  return listPage(exchange, () => exchange.open.registry.state.numbers.values(), NUMBERS);
}

export function getPhoneNumber({ open, params: [phoneNumber = ''] }: Exchange): Reply {
  return { status: 200, body: renderNumber(numberOf(open.registry.state.numbers, phoneNumber)) };
}

/** Throws 400 for what is no E.164 number, 404 for one that the account does not have. */
export function numberOf(
  numbers: ReadonlyMap<string, NumberRecord>,
  phoneNumber: string,
): NumberRecord {
  if (!/^\+\d+$/.test(phoneNumber)) {
    const message = `Invalid phone number ${phoneNumber}`;
    throw new Problem(400, 'VALIDATION_ERROR', message, 'phoneNumber');
  }
  const number = numbers.get(phoneNumber);
  if (number === undefined) {
    const message = `Phone number not found: customerId: ${CUSTOMER_ID} phoneNumber: ${phoneNumber}`;
    throw new Problem(404, 'NOT_FOUND', message);
  }
  return number;
}

export function getOperation({ open, base, params: [id = ''] }: Exchange): Reply {
  const operation = open.registry.state.operations.get(id);
  if (operation === undefined) throw new Problem(404, 'NOT_FOUND', `Operation not found: ${id}`);
  return { status: 200, body: renderOperation(operation, base, Date.now()) };
}

/** `wall`: ms. Members that have nothing to say are null, or left out where the published schema has no null. */
export function renderOperation(operation: OperationRecord, base: string, wall: number): object {
  const status = statusAt(operation, wall);
  const ended = wall >= operation.endsAt;
  const { operationId, resource, resourceId } = operation;
  return {
    operationId,
    status,
    customerId: CUSTOMER_ID,
    resourceType: null,
    resourceId,
    operationType: operation.operationType,
    createdTime: operation.createdTime,
    completedTime: ended && status !== 'UNKNOWN' ? operation.completedTime : null,
    ...(ended && operation.results !== null ? { results: operation.results } : {}),
    ...(status === 'FAILED' ? { error: failure(operation) } : {}),
    _links: {
      self: { href: `${base}/operations/${operationId}` },
      ...(resourceId === null
        ? {}
        : { resource: { href: `${base}/sms/${resource}/${resourceId}` } }),
    },
  };
}

/** PENDING, for the second half IN_PROGRESS, then its end. */
function statusAt({ startedAt, endsAt, outcome }: OperationRecord, wall: number): string {
  if (wall >= endsAt) return outcome;
  return wall < (startedAt + endsAt) / 2 ? 'PENDING' : 'IN_PROGRESS';
}

function failure({ operationId, completedTime }: OperationRecord): object {
  return {
    status: 500,
    instance: `/operations/${operationId}`,
    time: completedTime,
    title: 'Operation failed',
    detail: 'The operation could not be completed',
    errors: [{ field: null, code: 'UNKNOWN', message: 'The operation could not be completed' }],
  };
}

function renderUser(user: UserRecord, numbers: ReadonlyMap<string, NumberRecord>) {
  return {
    basicInfo: {
      userId: user.userId,
      customerId: CUSTOMER_ID,
      createdTime: user.createdTime,
      lastUpdatedTime: user.createdTime,
      userName: user.userName,
      firstName: user.firstName,
      lastName: user.lastName,
      status: user.status,
      locale: 'en-US',
      timezone: 'America/Los_Angeles',
      primaryEmail: user.primaryEmail,
      site: SITE,
    },
    directoryInfo: {
      department: user.department,
      directoryScope: 'PBX',
      displayInDirectory: true,
      jobTitle: null,
      personalPhoneNumbers: [],
    },
    serviceInfo: {
      licenses: user.extensions.map((extension, i) => ({
        id: opaqueId(`${user.userId}/license/${i}`),
        name: extension.type === 'UC' ? 'X4 for Work' : 'X7 for Contact Center',
        country: 'US',
      })),
      extensions: user.extensions.map((extension, i) => ({
        id: opaqueId(`${user.userId}/extension/${i}`),
        extensionType: extension.type,
        licenseId: opaqueId(`${user.userId}/license/${i}`),
        displayInDirectory: true,
        primaryPhoneNumber: extension.numbers[0] ?? null,
        phoneNumbers: extension.numbers.map((phoneNumber, n) => ({
          country: numbers.get(phoneNumber)?.country ?? null,
          origin: numbers.get(phoneNumber)?.origin ?? null,
          phoneNumber,
          ...portingOf(numbers.get(phoneNumber)),
          primary: n === 0,
        })),
      })),
    },
    assignmentInfo: { ringGroups: [], ucCallQueues: [], userGroups: [] },
  };
}

/** An object here, a text in the list of phone numbers; left out where there is none, as the published schema has no null. */
function portingOf(number: NumberRecord | undefined): object {
  const phoneNumber = number?.portingNumber ?? null;
  return phoneNumber === null ? {} : { portingNumber: { phoneNumber } };
}

function renderNumber(number: NumberRecord): object {
  const { phoneNumber } = number;
  return {
    phoneNumber,
    nationalFormattedNumber: nationalFormat(phoneNumber),
    country: number.country,
    category: number.category,
    origin: number.origin,
    portingNumber: number.portingNumber,
    temporaryNumber: number.temporaryNumber,
    status: number.inventory,
  };
}

function nationalFormat(phoneNumber: string): string {
  return phoneNumber.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}

/** Sandbox times of an operation that begins now. */
export function operationTimes(
  now: number,
  durationMs: number,
): Pick<OperationRecord, 'createdTime' | 'completedTime' | 'startedAt' | 'endsAt'> {
  const wall = Date.now();
  return {
    createdTime: iso(now),
    completedTime: iso(now + durationMs),
    startedAt: wall,
    endsAt: wall + durationMs,
  };
}
