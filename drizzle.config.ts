// Settings of drizzle-kit, which writes `migrations/` from the schema (`npm run db:generate`). Never used at run time.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/db/schema/*.ts',
  out: './migrations',
});
