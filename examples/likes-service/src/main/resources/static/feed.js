// The feed: hearts that answer at once, and end up as the server says.

const user = localStorage.getItem('likes.user') ?? `guest-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
localStorage.setItem('likes.user', user);
document.querySelector('#user').textContent = user;

const notice = document.querySelector('#notice');
const tabs = new BroadcastChannel('likes');
const exact = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const hearts = new Map();

/** Waits before the next try, in milliseconds, by the number of tries that failed. */
const backoff = (tries) => Math.min(500 * 2 ** tries, 15_000);

/**
 * The heart of one post. `confirmed` is what the server said last, `wanted` what the user asked for
 * since; null if nothing. One request at a time: taps that come meanwhile change `wanted` only, and
 * the last one counts. `wanted` outlives a reload.
 */
class Heart {
  confirmed = { liked: false, count: null };
  wanted = null;
  busy = false;
  tries = 0;
  version = 0;

  constructor(post, button) {
    this.post = post;
    this.button = button;
    this.key = `likes.wanted.${post.id}`;
    const kept = localStorage.getItem(this.key);
    this.wanted = kept === null ? null : kept === 'true';
    button.addEventListener('click', () => this.want(!this.liked));
  }

  get liked() {
    return this.wanted ?? this.confirmed.liked;
  }

  get count() {
    const { liked, count } = this.confirmed;
    return count === null ? null : Math.max(0, count + Number(this.liked) - Number(liked));
  }

  want(liked) {
    this.version++;
    this.wanted = liked;
    localStorage.setItem(this.key, String(liked));
    say('');
    this.draw();
    this.send();
  }

  /** Takes what the server says; a null is what it could not say. */
  confirm(liked, count) {
    this.version++;
    this.confirmed = { liked: liked ?? this.confirmed.liked, count: count ?? this.confirmed.count };
    this.draw();
  }

  settle() {
    this.wanted = null;
    this.tries = 0;
    localStorage.removeItem(this.key);
    this.draw();
  }

  async send() {
    if (this.busy || this.wanted === null) return;
    const liked = this.wanted;
    this.busy = true;
    clearTimeout(this.retry);
    try {
      const answer = await call(liked ? 'POST' : 'DELETE', 'v1/likes', {
        content_id: this.post.id,
        user_id: user,
        ...(liked && { content_type: this.post.type }),
      });
      this.take(liked, answer, await answer.json());
    } catch {
      const cause = navigator.onLine ? 'The server does not answer' : 'You are offline';
      this.again(backoff(this.tries++), `${cause}. Your like is kept and will be sent.`);
    } finally {
      this.busy = false;
    }
    if (this.wanted !== null && this.wanted !== liked) this.send();
  }

  take(liked, answer, body) {
    if (answer.status === 429 || answer.status >= 500) {
      // A date, as a proxy may send it, is no number.
      const seconds = Number(answer.headers.get('Retry-After')) || 1;
      this.again(Math.max(seconds * 1000, backoff(this.tries++)), 'One moment, your like will be sent again.');
      return;
    }
    // 409 and 404 say the state that was there already: what was asked for, so all is well.
    const known = answer.ok || body.outcome === 'ALREADY_LIKED' || body.outcome === 'NOT_LIKED';
    if (known) {
      this.confirm(body.user_liked, body.like_count);
      tabs.postMessage({ id: this.post.id, user, liked: body.user_liked, count: body.like_count });
      say('');
    } else {
      say(`This did not work: ${body.detail}.`);
    }
    if (!known || this.wanted === liked) this.settle();
  }

  again(wait, text) {
    say(text);
    this.retry = setTimeout(() => this.send(), wait);
  }

  draw() {
    const { count, liked } = this;
    const number = count === null ? '–' : compact.format(count);
    const words = count === null ? 'Number of likes not known' : `${exact.format(count)} ${count === 1 ? 'like' : 'likes'}`;
    this.button.querySelector('.count').textContent = number;
    this.button.title = words;
    this.button.setAttribute('aria-label', `Like the post of ${this.post.author}. ${words}`);
    this.button.setAttribute('aria-pressed', String(liked));
    this.button.classList.toggle('waiting', this.wanted !== null && this.tries > 0);
    document.documentElement.dataset.unsent = [...hearts.values()].filter((heart) => heart.wanted !== null).length;
  }
}

/** A connection that died unnoticed, as when a phone changes its network, must not hold up the next try. */
function call(method, path, body) {
  return fetch(path, {
    method,
    signal: AbortSignal.timeout(10_000),
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function say(text) {
  if (notice.textContent !== text) notice.textContent = text;
}

/** Asks for all hearts in one request; skips those that are under way, or that heard something newer meanwhile. */
async function refresh() {
  if (document.hidden) return;
  const versions = new Map([...hearts].map(([id, heart]) => [id, heart.version]));
  try {
    const answer = await call('POST', 'v1/likes/count/batch', { content_ids: [...hearts.keys()], user_id: user });
    if (!answer.ok) return;
    for (const state of (await answer.json()).counts) {
      const heart = hearts.get(state.content_id);
      const newest = heart.version === versions.get(state.content_id);
      if (newest && !heart.busy && heart.wanted === null) heart.confirm(state.user_liked, state.like_count);
    }
  } catch {
    // Offline: what is shown stays.
  }
}

function show(post) {
  const article = document.querySelector('#post').content.cloneNode(true).firstElementChild;
  article.id = post.id;
  article.querySelector('h3').textContent = post.author;
  article.querySelector('.avatar').textContent = post.author[0];
  article.querySelector('.type').textContent = post.type;
  article.querySelector('.text').textContent = post.text;
  const heart = new Heart(post, article.querySelector('.like'));
  const picture = article.querySelector('img');
  if (post.picture) {
    picture.src = `pictures/${post.picture}.svg`;
    picture.hidden = false;
    // As people know it: a double tap on a picture likes it, and never takes a like back.
    picture.addEventListener('dblclick', () => heart.liked || heart.want(true));
  }
  hearts.set(post.id, heart);
  document.querySelector('#posts').append(article);
  heart.draw();
}

tabs.addEventListener('message', ({ data }) => {
  const heart = hearts.get(data.id);
  if (heart && data.user === user && heart.wanted === null) heart.confirm(data.liked, data.count);
});
addEventListener('online', () => {
  say('');
  hearts.forEach((heart) => heart.send());
  refresh();
});
document.addEventListener('visibilitychange', refresh);

for (const post of await (await fetch('demo/posts')).json()) show(post);
await refresh();
hearts.forEach((heart) => heart.send());
setInterval(refresh, 3000);
document.documentElement.dataset.ready = 'true';
