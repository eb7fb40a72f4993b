/** undici takes over `fetch` before nock is ever imported: one copy of undici for fetch and Agent. */
import { install } from 'undici';

install();
