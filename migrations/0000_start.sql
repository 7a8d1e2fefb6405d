CREATE TABLE "chats" (
	"chat_id" bigint PRIMARY KEY NOT NULL,
	"wanted_seq" bigint DEFAULT 0 NOT NULL,
	"done_seq" bigint DEFAULT 0 NOT NULL,
	"dialog_sealed" text,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"bot_id" bigint NOT NULL,
	"update_id" bigint NOT NULL,
	"seq" bigserial NOT NULL,
	"chat_id" bigint NOT NULL,
	"sealed" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"done_at" bigint,
	CONSTRAINT "inbox_pkey" PRIMARY KEY("bot_id","update_id")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"environment" text NOT NULL,
	"label" text NOT NULL,
	"key_tail" text NOT NULL,
	"key_sealed" text NOT NULL,
	"secret_sealed" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_sync_at" bigint,
	"next_sync_env_at" bigint,
	"refused_since" bigint,
	"late_told_at" bigint,
	"late_looks" integer NOT NULL,
	"moved" boolean NOT NULL,
	"linked" boolean NOT NULL,
	"last_nonce" bigint DEFAULT 0 NOT NULL,
	"asked_due_at" bigint,
	"removed" boolean DEFAULT false NOT NULL,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "accounts_wiped" CHECK (not "accounts"."removed" or ("accounts"."key_sealed" = '' and "accounts"."secret_sealed" = ''))
);
--> statement-breakpoint
CREATE TABLE "operations" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"user_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"state" text NOT NULL,
	"move" jsonb NOT NULL,
	"terms" jsonb NOT NULL,
	"evidence" jsonb,
	"result" jsonb,
	"settling" jsonb,
	"card_message_id" bigint,
	"created_at" bigint NOT NULL,
	"shown_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"confirmed_at" bigint,
	"sent_at" bigint,
	"ended_at" bigint,
	"answered_at" bigint,
	"owes_row" boolean DEFAULT false NOT NULL,
	"explained" boolean DEFAULT false NOT NULL,
	"draft_key" text NOT NULL,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "operations_state" CHECK ("operations"."state" in ('draft', 'confirmed', 'sending', 'done', 'rejected', 'unknown', 'expired', 'cancelled', 'not_found', 'needs_review'))
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"account_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"orders" jsonb NOT NULL,
	"stored_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"account_id" text NOT NULL,
	"order_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"user_id" bigint NOT NULL,
	"periods" integer NOT NULL,
	"at" bigint NOT NULL,
	"currency" text NOT NULL,
	"amount" numeric(48, 24),
	"product_name" text NOT NULL,
	"product_currency" text NOT NULL,
	"product_type" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "payouts_pkey" PRIMARY KEY("account_id","order_id","number")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"environment" text PRIMARY KEY NOT NULL,
	"products" jsonb NOT NULL,
	"read_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "captures" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"chat_id" bigint NOT NULL,
	"environment" text NOT NULL,
	"awaiting" text NOT NULL,
	"key_sealed" text,
	"expires_at" bigint NOT NULL,
	"replaces" text
);
--> statement-breakpoint
CREATE TABLE "cards" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"message_id" bigint,
	"actions" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deletions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chat_id" bigint NOT NULL,
	"message_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"account_id" text,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"edit_message_id" bigint,
	"reply_to" bigint,
	"silent" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"dedupe_key" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"repeat" boolean DEFAULT false NOT NULL,
	"sending" boolean DEFAULT false NOT NULL,
	"message_id" bigint,
	"dropped_why" text,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "notices_state" CHECK ("notices"."state" in ('pending', 'sent', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" bigint PRIMARY KEY NOT NULL,
	"chat_id" bigint NOT NULL,
	"first_name" text NOT NULL,
	"language" text NOT NULL,
	"language_chosen" boolean NOT NULL,
	"time_zone" text,
	"hidden_amounts" boolean NOT NULL,
	"role" text NOT NULL,
	"access" text NOT NULL,
	"push_off" boolean NOT NULL,
	"active_account_id" text,
	"last_seen_at" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"action" text NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" bigint NOT NULL,
	"blocked_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" text PRIMARY KEY NOT NULL,
	"alive_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "practice_accounts" (
	"api_key" text PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "practice_clock" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seats" (
	"name" text PRIMARY KEY NOT NULL,
	"due_at" bigint,
	"claimed_by" text,
	"fence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "chats_due" ON "chats" USING btree ("due_at") WHERE "chats"."due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_seq" ON "inbox" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("chat_id","seq") WHERE "inbox"."done_at" is null;--> statement-breakpoint
CREATE INDEX "inbox_done" ON "inbox" USING btree ("done_at") WHERE "inbox"."done_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_fingerprint" ON "accounts" USING btree ("fingerprint") WHERE not "accounts"."removed";--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "accounts_due" ON "accounts" USING btree ("due_at") WHERE "accounts"."due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "operations_lane" ON "operations" USING btree ("account_id") WHERE "operations"."state" in ('confirmed', 'sending', 'unknown');--> statement-breakpoint
CREATE UNIQUE INDEX "operations_draft_key" ON "operations" USING btree ("draft_key");--> statement-breakpoint
CREATE INDEX "operations_account" ON "operations" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "operations_user" ON "operations" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "operations_due" ON "operations" USING btree ("due_at") WHERE "operations"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "operations_drafts" ON "operations" USING btree ("expires_at") WHERE "operations"."state" = 'draft';--> statement-breakpoint
CREATE INDEX "operations_owing" ON "operations" USING btree ("account_id") WHERE "operations"."owes_row";--> statement-breakpoint
CREATE INDEX "payouts_account_time" ON "payouts" USING btree ("account_id","at");--> statement-breakpoint
CREATE INDEX "payouts_user" ON "payouts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "cards_user" ON "cards" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "cards_expiry" ON "cards" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "deletions_message" ON "deletions" USING btree ("chat_id","message_id");--> statement-breakpoint
CREATE INDEX "deletions_user" ON "deletions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "deletions_due" ON "deletions" USING btree ("due_at") WHERE "deletions"."due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_dedupe" ON "notices" USING btree ("dedupe_key");--> statement-breakpoint
CREATE INDEX "notices_user" ON "notices" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "notices_pending" ON "notices" USING btree ("user_id","id") WHERE "notices"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("due_at") WHERE "notices"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "audit_user" ON "audit" USING btree ("user_id");