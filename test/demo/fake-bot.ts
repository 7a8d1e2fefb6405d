// A stand-in for the bot's process: says what it was given, is ready, and ends well when asked to.
console.log(JSON.stringify({ cwd: process.cwd(), env: Object.keys(process.env).sort() }));
if (process.env.ENDS_YOUNG === '1') process.exit(3);
console.log('{"msg":"bot.ready"}');
const alive = setInterval(() => {}, 1_000);
process.once('SIGTERM', () => {
  console.log('asked to stop');
  clearInterval(alive);
});
