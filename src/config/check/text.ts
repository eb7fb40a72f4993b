/**
 * Text: what can be told about a message or an address by looking at it.
 * Law: pure predicates, lenient in doubt; a reviewer's suspicion is worth a warning only when it is plain to see.
 */

/** Shorteners that anybody can use; a short domain of one's own is fine (Twilio 30892 and 30963 name the first five). */
const SHORTENERS: ReadonlySet<string> = new Set([
  'bit.ly',
  'tinyurl.com',
  'goo.gl',
  't.co',
  'ow.ly',
  'buff.ly',
  'cutt.ly',
  'is.gd',
  'lnkd.in',
  'rb.gy',
  'rebrand.ly',
  'shorturl.at',
  't.ly',
  'tiny.cc',
  'v.gd',
]);

/** A host name on its own or after `//`; not a part of a path or of an email address. */
const HOST = /(?<=^|[^\w./@-]|\/\/)(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@-])/gi;
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+/gi;
const EMAIL = /\S@\S+\.\S/;
const PHONE = /(?:\d[\s().-]*){7,}/;

const STOP = /\b(?:STOP|STOPALL|END|QUIT|CANCEL)\b/;
const SPOKEN_STOP =
  /\b(?:reply|text|txt|send)\s+\W?stop\b|\bopt(?:ing)?[ -]?out\b|\bunsubscribe\b/i;
const HELP = /\bHELP\b/;
const SPOKEN_HELP = /\b(?:reply|text|txt|send)\s+\W?help\b/i;
const RATES = /\b(?:msg|message)s?\b[^.]*\brates?\b/i;

const OPT_IN_WAY =
  /\b(?:web ?site|web ?page|online|form|box|checkbox|tick|phone|call|calls|calling|verbal|verbally|in person|paper|counter|desk|kiosk|qr|sign|signs|signing)\b/i;
const TEXTED_KEYWORD =
  /\b(?:text|texts|texting|txt|send|sends|sending|reply|replies)\s+\W?[A-Z]{2,}/;

const WORD_TO_REPLACE = /\b(?:TODO|TBD|TBC|FIXME|XXX+)\b|\b[Ll]orem [Ii]psum\b/;
/** In brackets only what stands for the sender itself: `[name]` and `{time}` change from message to message. */
const BRACKETS_TO_FILL =
  /[[<{](?:\s*insert\b|[^[\]<>{}]*\b(?:company|brand|business)\b)[^[\]<>{}]*[\]>}]/i;

/** Words, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Tells whether a text spells one of the names out; an address that contains it does not count. */
export function namesOneOf(names: readonly string[]): (text: string) => boolean {
  const wanted = names.map(squeeze);
  return (text) => {
    const plain = squeeze(text.replace(ADDRESS, ' '));
    return wanted.some((name) => plain.includes(name));
  };
}

/** Letters and digits with one space between words and around: `Joe's` in any spelling is ` joe s `. */
function squeeze(text: string): string {
  return ` ${wordsOf(text.normalize('NFKC')).join(' ')} `;
}

/** What customers call a company: without its legal suffix. */
export function withoutSuffix(legalName: string): string {
  return legalName.replace(
    /[,\s]+(?:l\.?l\.?c|inc|incorporated|corp|corporation|co|company|ltd|limited|l\.?l\.?p|p\.?c|p\.?l\.?l\.?c)\.?\s*$/i,
    '',
  );
}

export function tellsHowToStop(text: string): boolean {
  return STOP.test(text) || SPOKEN_STOP.test(text);
}

export function tellsHowToGetHelp(text: string): boolean {
  return HELP.test(text) || SPOKEN_HELP.test(text);
}

export function tellsRates(text: string): boolean {
  return RATES.test(text);
}

/** A phone number, an email address or a web address. */
export function givesContact(text: string): boolean {
  return PHONE.test(text) || EMAIL.test(text) || hasHost(text);
}

/** A web page, a keyword to text, or a form, a call or a place where people are asked. */
export function tellsWhereToOptIn(text: string): boolean {
  return hasHost(text) || OPT_IN_WAY.test(text) || TEXTED_KEYWORD.test(text);
}

/** The first placeholder left in a text, such as `TODO` or `[company]`; null: none. */
export function placeholderIn(text: string): string | null {
  return (WORD_TO_REPLACE.exec(text) ?? BRACKETS_TO_FILL.exec(text))?.[0] ?? null;
}

/** The first shared link shortener in a text; null: none. */
export function shortenerIn(text: string): string | null {
  for (const [host] of text.matchAll(HOST)) {
    const name = host.toLowerCase().replace(/^www\./, '');
    if (SHORTENERS.has(name)) return name;
  }
  return null;
}

export function hasInsecureAddress(text: string): boolean {
  return /\bhttp:\/\//i.test(text);
}

/** Host name of a web address, in lower case; null: it is none. */
export function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname : null;
}

function hasHost(text: string): boolean {
  return text.search(HOST) !== -1;
}
