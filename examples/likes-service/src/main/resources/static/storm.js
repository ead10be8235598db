// The dashboard: starts and stops a storm, and draws what the server sees of it.

const WINDOW = 60; // seconds
const exact = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const find = (id) => document.querySelector(`#${id}`);
const form = find('controls');
const samples = [];

// One entry a chart: its lines, each with a label, a colour of the style sheet, and its value in a sample.
const CHARTS = {
  rate: { format: short, lines: [['likes/s', '--one', (s) => s.rate]] },
  count: {
    format: short,
    lines: [['exact', '--two', (s) => s.exact], ['shown', '--one', (s) => s.shown]],
  },
  age: {
    format: fine,
    lines: [['seen', '--one', (s) => s.behind / 1000], ['allowed', '--three', (s) => s.allowed / 1000]],
  },
  latency: {
    format: fine,
    lines: [
      ['p50', '--three', (s) => s.heard.p50],
      ['p95', '--one', (s) => s.heard.p95],
      ['p99', '--two', (s) => s.heard.p99],
    ],
  },
  batch: {
    format: fine,
    lines: [['mean', '--one', (s) => s.heard.meanBatch], ['largest', '--two', (s) => s.heard.largestBatch]],
  },
  cells: { format: exact, hot: true, lines: [['cells', '--one', (s) => s.cells]] },
};

let charts = [];

function draw() {
  const end = samples.length ? samples.at(-1).time / 1000 : 0;
  const seen = samples.filter((s) => s.time / 1000 >= end - WINDOW);
  const time = seen.map((s) => s.time / 1000 - end);
  for (const { plot, lines, format, keys } of charts) {
    const values = lines.map(([, , value]) => seen.map(value));
    plot.setData([time, ...values]);
    keys.forEach((key, i) => { key.textContent = values[i].length ? format.format(values[i].at(-1)) : '–'; });
  }
}

/** Names the lines in the caption; returns where their newest values go. */
function keys(place, lines) {
  return lines.map(([label, line]) => {
    const key = document.createElement('span');
    key.className = 'key';
    key.style.setProperty('--key', `var(${line})`);
    const value = document.createElement('b');
    key.append(`${label} `, value);
    place.previousElementSibling.append(key);
    return value;
  });
}

function build() {
  charts.forEach(({ plot, keys }) => { plot.destroy(); keys.forEach((key) => key.parentElement.remove()); });
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  charts = Object.entries(CHARTS).map(([name, { format, hot, lines }]) => {
    const place = find(`chart-${name}`);
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const plot = new uPlot({
      width: place.clientWidth,
      height: 150,
      scales: { x: { time: false, range: [-WINDOW, 0] }, y: { range: (_, min, max) => [0, Math.max(max * 1.1, 1)] } },
      legend: { show: false },
      cursor: { show: false },
      series: [{}, ...lines.map(([, line]) => ({ stroke: colour(line), width: 2, points: { show: false } }))],
      axes: [
        { ...axis, size: 22, values: (_, ticks) => ticks.map((v) => (v === 0 ? 'now' : `${v} s`)), space: 60 },
        { ...axis, size: 46, values: (_, ticks) => ticks.map((v) => short.format(v)) },
      ],
      hooks: hot ? { drawClear: [(chart) => shade(chart, colour('--band'))] } : {},
    }, [[], ...lines.map(() => [])], place);
    return { plot, lines, place, format, keys: keys(place, lines) };
  });
  draw();
}

/** Marks the time in which the post was hot. */
function shade(chart, colour) {
  if (!samples.length) return;
  const end = samples.at(-1).time;
  const { ctx, bbox } = chart;
  const at = (time) => Math.max(bbox.left, chart.valToPos((time - end) / 1000, 'x', true));
  ctx.save();
  ctx.fillStyle = colour;
  samples.forEach((sample, i) => {
    if (i > 0 && sample.heard.hot) {
      const from = at(samples[i - 1].time);
      ctx.fillRect(from, bbox.top, at(sample.time) - from, bbox.height);
    }
  });
  ctx.restore();
}

function tiles({ shown, exact: stored, behind, rate, cells, heard, storm }) {
  const set = (id, text) => { find(`tile-${id}`).textContent = text; };
  set('shown', exact.format(shown));
  set('exact', exact.format(stored));
  set('behind', behind === 0 ? 'nothing' : `${fine.format(behind / 1000)} s`);
  set('rate', short.format(Math.round(rate)));
  set('hot', heard.hot ? 'hot' : 'cold');
  find('tile-hot').className = heard.hot ? 'hot' : 'cold';
  set('cells', exact.format(cells));
  state(storm);
}

function state({ running, total, answered, failed }) {
  find('start').disabled = running;
  find('stop').disabled = !running;
  find('progress').max = Math.max(1, total);
  find('progress').value = answered + failed;
  find('progress').title = `${exact.format(answered)} of ${exact.format(total)} likes answered, ${exact.format(failed)} failed`;
}

async function command(method, body) {
  const answer = await fetch('demo/storm', {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const result = await answer.json();
  find('notice').textContent = answer.ok ? '' : `${result.detail}.`;
  if (answer.ok) state(result);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  command('POST', { likes: Number(form.likes.value), seconds: Number(form.seconds.value) });
});
find('stop').addEventListener('click', () => command('DELETE'));

const [viral] = await (await fetch('demo/posts')).json();
find('viral').textContent = viral.text;

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build);
new ResizeObserver(() => charts.forEach(({ plot, place }) => plot.setSize({ width: place.clientWidth, height: 150 })))
  .observe(find('charts'));
build();

let events = null;

/** A hidden page listens to nothing: a browser has few connections to one host. */
function listen() {
  events?.close();
  events = document.hidden ? null : new EventSource('demo/storm/events');
  events?.addEventListener('message', hear);
}

function hear({ data }) {
  const news = JSON.parse(data).filter((s) => !samples.length || s.time > samples.at(-1).time);
  samples.push(...news);
  samples.splice(0, samples.length - 600);
  if (!news.length) return;
  tiles(news.at(-1));
  draw();
}

document.addEventListener('visibilitychange', listen);
listen();
