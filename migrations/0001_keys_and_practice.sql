-- Keys of practice accounts stood in clear: they go. /demo opens a new account in place of one that is refused.
DELETE FROM "practice_accounts";--> statement-breakpoint
ALTER TABLE "practice_accounts" DROP COLUMN "api_key";--> statement-breakpoint
ALTER TABLE "practice_accounts" ADD COLUMN "fingerprint" text PRIMARY KEY NOT NULL;--> statement-breakpoint
ALTER TABLE "practice_accounts" ADD COLUMN "user_id" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "practice_accounts" ADD COLUMN "credentials_sealed" text NOT NULL;--> statement-breakpoint
CREATE INDEX "practice_accounts_user" ON "practice_accounts" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "deletions" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_wiped";--> statement-breakpoint
-- What disconnecting wipes from now on, for accounts that were disconnected before.
UPDATE "accounts" SET "key_tail" = '', "label" = '', "fingerprint" = CASE WHEN "environment" = 'practice' THEN '' ELSE "fingerprint" END WHERE "removed";--> statement-breakpoint
UPDATE "notices" SET "dedupe_key" = NULL WHERE "kind" = 'connect_failed';--> statement-breakpoint
DELETE FROM "accounts" WHERE "removed" AND NOT EXISTS (SELECT 1 FROM "orders" WHERE "orders"."account_id" = "accounts"."id") AND NOT EXISTS (SELECT 1 FROM "payouts" WHERE "payouts"."account_id" = "accounts"."id");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_wiped" CHECK (not "accounts"."removed" or ("accounts"."key_sealed" = '' and "accounts"."secret_sealed" = '' and "accounts"."key_tail" = ''));
