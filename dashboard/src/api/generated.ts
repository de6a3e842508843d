// Made by `scripts/contracts types` from the documents that the gateway serves. Not written by hand.

export interface paths {
    "/api/manual-trade-ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade in one call
         * @description A market order, and once it is filled the stop-loss and the take-profit that were asked for with it, held together by the gateway: a
         *     bracket. One call is one intent: under a key (`Idempotency-Key`, or `idempotency_key` in the body) it is carried out once, however often
         *     it is sent. 200 says that the order was executed; whatever else became of it is a problem document whose `detail` says so, one whose
         *     outcome nobody knows among them.
         */
        post: operations["trade_manually"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All accounts
         * @description Every configured account that the credential reaches, and how it is: how current, which way commands leave, and why new orders are refused, if they are.
         */
        get: operations["list_accounts"];
        put?: never;
        /**
         * Open one
         * @description A new account with play money, which trades what any connected venue lists, at that venue's live prices. It is there over restarts.
         */
        post: operations["open_paper_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its balances
         * @description One row for each asset that the venue told of.
         */
        get: operations["list_balances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/brackets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its brackets
         * @description Newest first; of those that are over, the last 500.
         */
        get: operations["list_brackets"];
        put?: never;
        /**
         * Begin a bracket
         * @description Either an entry, whose legs leave together as soon as there is something to protect and follow its partial fills; or a position that is
         *     open already. One leg that executes ends the other. Whether what is held is protected stands in `state`, here and in `bracket_updated`
         *     of the stream; `unprotected` raises an alert. It is all in the journal: a restart takes it up where it was. 201: the entry is known;
         *     202: nobody knows yet what became of it, and it is never sent again.
         */
        post: operations["place_bracket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/brackets/{bracket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One bracket
         * @description With both legs, their orders, and whether what is held is protected.
         */
        get: operations["show_bracket"];
        put?: never;
        post?: never;
        /**
         * End a bracket
         * @description Cancels what is left of the entry, and both legs. What is held stays open, and nothing of this protects it any more.
         */
        delete: operations["end_bracket"];
        options?: never;
        head?: never;
        /**
         * Change a bracket
         * @description New terms of a leg, `null` to take it away, or a new rule. An order of old terms is canceled before its successor leaves: the legs
         *     never cover more than is held.
         */
        patch: operations["edit_bracket"];
        trace?: never;
    };
    "/api/v1/accounts/{account}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test the key
         * @description Asks the venue whether it takes the account's key, and whose it is. What is wrong with it is refused as `venue_credentials`, with the
         *     venue's own code and with what to do.
         */
        post: operations["check_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/dead-man": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its dead-man's switch
         * @description Whether orders are ended when the gateway is gone, which are, and which are not.
         */
        get: operations["show_dead_man"];
        /**
         * Arm it
         * @description From now on, over restarts, the venue ends the orders that rest in each instrument where this gateway has some, once it has not
         *     heard of the gateway for so long; and a gateway that begins after that ends what of its orders waits for a trigger and could open or
         *     enlarge a position. Given again with another time, that one holds. Not with a token for single instruments or for what reduces.
         */
        put: operations["arm_dead_man"];
        post?: never;
        /**
         * Disarm it
         * @description Countdowns are stopped at the venue; `covered` names those that it has not confirmed yet. Orders stay.
         */
        delete: operations["disarm_dead_man"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deposit play money
         * @description Into an account with play money alone. Not with a token for single instruments or for what reduces.
         */
        post: operations["deposit_play_money"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of its lists as CSV
         * @description All that the journal holds, newest first: a line of names as in JSON, then a line for each row. Numbers and times stand as in JSON. If
         *     the journal fails on the way the answer breaks off, and is no whole file to any client.
         */
        get: operations["export_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fetch the past
         * @description Asks the venue for a stretch of its past and keeps what it shows: from then on lists, sums and files have it. One call fetches as much
         *     as the venue answers at once; `next` says where to go on, so that whoever asks sees how far it is.
         */
        post: operations["fetch_past"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its fills
         * @description Newest first; the next page is older. All that the journal holds; the last 5,000 are at hand.
         */
        get: operations["list_fills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Freeze or thaw
         * @description A frozen account with play money refuses orders with `ACCOUNT_FROZEN` and takes cancels.
         */
        post: operations["freeze_paper_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/kill-switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch it on
         * @description From now on, over restarts, only what cannot enlarge a position is sent; everything else is refused with `kill_switch`. Open orders
         *     stay: cancel them with `DELETE …/orders`. Given twice it is on once.
         */
        put: operations["switch_on_kill_switch"];
        post?: never;
        /**
         * Switch it off
         * @description Orders are sent again. Not with a token for single instruments or for what reduces.
         */
        delete: operations["switch_off_kill_switch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its orders
         * @description Newest first; the next page is older. All that the journal holds; the last 2,000 that ended are at hand.
         */
        get: operations["list_orders"];
        put?: never;
        /**
         * Place an order
         * @description Its intent is on disk before it leaves. 201: the venue's evidence says what became of it; of what ends at once by its nature (market,
         *     immediate-or-cancel, fill-or-kill) the end is waited for, 1.5 s at most, and `status` says how far it has come. 202: nobody knows yet (`status` is `unknown`); it is
         *     never sent again, and the stream tells how it ends. A refusal, here or by the venue, is a problem document.
         */
        post: operations["place_order"];
        /**
         * Cancel all orders
         * @description Those that went through this gateway, unless `external`. Answers at once; each order ends with its own event.
         */
        delete: operations["cancel_orders"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/orders/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order
         * @description As it is now.
         */
        get: operations["show_order"];
        put?: never;
        post?: never;
        /**
         * Cancel an order
         * @description Answers once the venue shows that it has ended; the cancel is sent until then.
         */
        delete: operations["cancel_order"];
        options?: never;
        head?: never;
        /**
         * Edit an order
         * @description Changes price, quantity or both, at the venue, keeping the order.
         */
        patch: operations["edit_order"];
        trace?: never;
    };
    "/api/v1/accounts/{account}/orders/{order}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why is it as it is?
         * @description Everything that the journal holds of an order, oldest first: what was wanted, what was sent, and what each face of the venue said of it.
         */
        get: operations["explain_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/orders/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place several orders
         * @description Of one instrument or of several. All intents are on disk before the first leaves; each has its own outcome. While the link of commands
         *     is open they leave on it one behind the other; over HTTP the venue's batches are used. `route` says which way each went.
         */
        post: operations["place_orders"];
        /**
         * Cancel several orders
         * @description Of one instrument or of several. Answers once the venue shows that each has ended, or why it has not; each has its own outcome.
         */
        delete: operations["cancel_orders_batch"];
        options?: never;
        head?: never;
        /**
         * Edit several orders
         * @description Of one instrument or of several. All intents are on disk before the first leaves; each has its own outcome.
         */
        patch: operations["edit_orders"];
        trace?: never;
    };
    "/api/v1/accounts/{account}/orders/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Would it leave?
         * @description Checks an order as `POST …/orders` would, says what it would come to, and sends nothing.
         */
        post: operations["preview_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of its trading
         * @description Profit, fees, funding, closed trades, the deepest fall and the curve of the net result, by settlement asset: exact sums of its newest
         *     20,000 fills and as many movements of money. What was before the period counts for what a position cost, and for nothing else.
         */
        get: operations["show_performance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its positions
         * @description Those that are not flat.
         */
        get: operations["list_positions"];
        put?: never;
        post?: never;
        /**
         * Close all positions
         * @description Sends for each that is open a market order over its whole quantity that can only reduce; each has its own outcome.
         */
        delete: operations["close_positions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/positions/{instrument}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The terms of a position
         * @description What the venue charges and demands in the instrument, asked for if that was not done within the hour, and what is set there: what a
         *     ticket and a leverage slider need, whether or not a position is open.
         */
        get: operations["position_terms"];
        put?: never;
        post?: never;
        /**
         * Close a position
         * @description Sends a market order over its whole quantity that can only reduce: given twice, it does not turn the position around.
         */
        delete: operations["close_position"];
        options?: never;
        head?: never;
        /**
         * Change a position's terms
         * @description Leverage, margin mode, margin, or auto top-up: one of them a call, at the venue.
         */
        patch: operations["change_position"];
        trace?: never;
    };
    "/api/v1/accounts/{account}/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare with the venue
         * @description Asks the venue for everything and says exactly what differed; it has been taken over.
         */
        post: operations["reconcile_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/repairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Receipts of its repairs
         * @description What was missed while its stream was down and brought back, newest first; the last 1,000 since the start.
         */
        get: operations["list_account_repairs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin anew
         * @description Ends all orders, positions and balances of an account with play money, which begins again with `deposits`, or with what is
         *     configured. Its history stays.
         */
        post: operations["reset_paper_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its settings
         * @description Position mode, multi-asset mode, leverage and margin modes, as far as the venue told them.
         */
        get: operations["list_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change its settings
         * @description Position mode, multi-asset mode, margin mode of the account, trading preferences, or market-maker protection: one of them a call, at the venue.
         */
        patch: operations["change_settings"];
        trace?: never;
    };
    "/api/v1/accounts/{account}/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of it at once
         * @description Open orders, positions, balances and settings, all of them after the same event; the stream's `account.{account}` goes on from there.
         */
        get: operations["show_account_snapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Movements of its money
         * @description Newest first; the next page is older. All that the journal holds; the last 3,000 are at hand.
         */
        get: operations["list_transactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The stream's document
         * @description Every message of `/api/v1/stream`, as AsyncAPI 3. Readable at `/docs/stream`.
         */
        get: operations["show_asyncapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what
         * @description The audit trail, oldest first: every command with who gave it, by which token and from where, and every change of tokens and keys.
         *     Each row is chained to the one before; the first page says whether the whole trail is as it was written. Not for a token that
         *     reaches some accounts alone.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Connections
         * @description The ways to the venues: sockets, held channels, accounts, and what was counted since the start. The topic `connections` says what changes.
         */
        get: operations["show_connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Break the simulated venue
         * @description Begins a fault at the demo's simulator. Without a demo there is nothing at this address.
         */
        post: operations["inject_fault"];
        /**
         * Heal the simulated venue
         * @description Ends all faults of the demo's simulator of a venue; none being active is no error.
         */
        delete: operations["heal_faults"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's history
         * @description Every event in the journal, oldest first and without a hole. Give `next` back as `after`; `null` is the end as of now.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Instruments
         * @description What can be traded, best answer first, then by name.
         */
        get: operations["list_instruments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One instrument
         * @description Its names, steps and bounds.
         */
        get: operations["show_instrument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}/book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its order book
         * @description The best levels, best first. The stream is held for a minute, so that asking again is answered from memory; the first answer may take up to three seconds.
         */
        get: operations["show_book"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its candles
         * @description Oldest first, asked of the venue within its rate budget. The last one may still change.
         */
        get: operations["list_candles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}/funding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its funding
         * @description The last exchanges of funding, oldest first, asked of the venue within its rate budget.
         */
        get: operations["list_funding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}/ticker": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its day, quotes and mark
         * @description Rolling day, best quotes and mark price; what is not known yet is `null`. Held for a minute, as a book is.
         */
        get: operations["show_ticker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments/{id}/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its trades
         * @description Newest first; the next page is older. What is not in memory is asked of the venue, within its rate budget.
         */
        get: operations["list_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys
         * @description What may be shown of every key in the vault: its parts' names, its age, and the end of what is public in it.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Add a key
         * @description Keeps an account's first key, encrypted. The account begins with it.
         */
        post: operations["add_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Rotate a key
         * @description Puts a new key in the place of an account's, without a restart: whatever is asked for after the answer is signed with the new one.
         */
        put: operations["rotate_key"];
        post?: never;
        /**
         * Remove a key
         * @description Forgets an account's key; the account stops, unless it has one from elsewhere. Revoke it at the venue as well: copies of the vault hold it.
         */
        delete: operations["remove_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rate budgets
         * @description Every bucket of every venue's rate limits, as used in its running window.
         */
        get: operations["list_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new login link
         * @description The ticket of a login link (`/#ticket=…`): good once, for 15 minutes. Needs the token; a login is not enough.
         */
        post: operations["make_login_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Every route with its parameters, answers and refusals, as OpenAPI 3.1. Readable at `/docs`.
         */
        get: operations["show_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Receipts of repairs
         * @description Proof that gaps were closed, newest first. The last 1000 since the start are kept.
         */
        get: operations["list_repairs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description Says whether the request bears a valid credential; a wrong token is refused.
         */
        get: operations["show_session"];
        put?: never;
        /**
         * Log in
         * @description Spends the ticket of a login link and sets a cookie for seven days.
         */
        post: operations["begin_session"];
        /**
         * Log out
         * @description Ends the login of the cookie, if there is one.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the stream
         * @description A WebSocket of JSON text: everything that moves. The messages are described by `/api/v1/asyncapi.json`, readable at
         *     `/docs/stream`. A page must be of an allowed origin; whoever has no valid login says who it is first.
         */
        get: operations["open_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tokens
         * @description Without the tokens themselves; the last made first. Of those that ended the newest are remembered, 256 with the valid ones.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make a token
         * @description `token` is shown this once. Lists, caps and `reduce_only` belong to tokens that trade, `accounts` and `venues` also to those that
         *     read; an administrator has none. Whoever has an end cannot make a token that outlives it.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a token
         * @description At once: streams that it opened are closed with 4001.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/venues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Venues
         * @description Every configured venue, by name: how it is, and what it offers.
         */
        get: operations["list_venues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ws-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for a stream
         * @description Opens one stream of a client that can send no header, with what the credential that asks for it may see: good once, for 30 seconds.
         */
        post: operations["make_stream_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a plain WebSocket of trading events
         * @description Pushes what happens to the orders, positions, balances and margin of an account, one JSON object a message, each once and in order. A page
         *     needs its login and an allowed origin; whoever can send no header offers the subprotocols `twinline.ticket` and a ticket of
         *     `POST /ws-tickets`. The messages are described in the documentation of the older doors.
         */
        get: operations["open_trading_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it alive?
         * @description Answers as soon as the process listens; says nothing of the venues.
         */
        get: operations["alive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counters for Prometheus
         * @description Text in Prometheus' exposition format 0.0.4; of accounts those that the credential reaches.
         */
        get: operations["read_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can it be asked?
         * @description 503, with the same document, until every venue has loaded its instruments or is known to be out of reach.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws/live-dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open an older dashboard's stream
         * @description A WebSocket that pushes `balance`, `positions` and `orders` at once and whenever they change. A page needs its login and an allowed
         *     origin; whoever can send no header offers the subprotocols `twinline.ticket` and a ticket of `POST /ws-tickets`. The messages are
         *     described in the documentation of the older doors.
         */
        get: operations["open_live_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Who has said yes to an order.
         * @enum {string}
         */
        AcceptedBy: "gateway" | "venue";
        /** @description What happened to an account. Each holds the whole of what it changes: the last word counts. */
        AccountChange: {
            /** @enum {string} */
            event: "order_placed";
            /** @description As it is now. */
            order: components["schemas"]["OrderRow"];
        } | {
            /** @enum {string} */
            event: "order_executed";
            /** @description As it is now. */
            order: components["schemas"]["OrderRow"];
        } | {
            /** @enum {string} */
            event: "order_cancelled";
            /** @description As it is now. */
            order: components["schemas"]["OrderRow"];
        } | {
            /** @enum {string} */
            event: "order_rejected";
            /** @description As it is now. */
            order: components["schemas"]["OrderRow"];
        } | {
            /** @enum {string} */
            event: "order_updated";
            /** @description As it is now. */
            order: components["schemas"]["OrderRow"];
        } | {
            /** @description `edit` or `cancel`. */
            command: string;
            /** @description With what, in words. */
            detail: string;
            /** @enum {string} */
            event: "command_sent";
            /** @description On which order. */
            order_id: string;
        } | {
            /** @description `edit` or `cancel`. */
            command: string;
            /** @description Why, in words. */
            detail: string;
            /** @enum {string} */
            event: "command_ended";
            /** @description On which order. */
            order_id: string;
            /** @description `done`, `refused` or `unknown`. */
            outcome: string;
        } | {
            /** @enum {string} */
            event: "fill";
            /** @description The fill. */
            fill: components["schemas"]["FillRow"];
        } | {
            /** @enum {string} */
            event: "fill_updated";
            /** @description The fill. */
            fill: components["schemas"]["FillRow"];
        } | {
            /** @enum {string} */
            event: "fill_busted";
            /** @description Of what. */
            instrument: components["schemas"]["InstrumentId"];
            /** @description The order that it belonged to, if it is known. */
            order_id: string | null;
            /** @description The venue's name of the fill. */
            trade_id: string;
        } | {
            /** @enum {string} */
            event: "position_opened";
            /** @description As it is now. */
            position: components["schemas"]["PositionRow"];
        } | {
            /** @enum {string} */
            event: "position_updated";
            /** @description As it is now. */
            position: components["schemas"]["PositionRow"];
        } | {
            /** @enum {string} */
            event: "position_closed";
            /** @description As it is now. */
            position: components["schemas"]["PositionRow"];
        } | {
            /** @description As it is now. */
            balance: components["schemas"]["BalanceRow"];
            /** @enum {string} */
            event: "balance_updated";
        } | {
            /** @description How much more. */
            amount: components["schemas"]["Notional"];
            /** @description Of what. */
            asset: string;
            /** @description How much is set aside now. */
            blocked: components["schemas"]["Notional"];
            /** @enum {string} */
            event: "margin_blocked";
        } | {
            /** @description How much less. */
            amount: components["schemas"]["Notional"];
            /** @description Of what. */
            asset: string;
            /** @description How much is set aside now. */
            blocked: components["schemas"]["Notional"];
            /** @enum {string} */
            event: "margin_released";
        } | {
            /** @enum {string} */
            event: "transaction";
            /** @description The movement. */
            transaction: components["schemas"]["TransactionRow"];
        } | {
            /** @enum {string} */
            event: "setting_changed";
            /** @description As it is now. */
            setting: components["schemas"]["SettingRow"];
        } | {
            /** @description As it is now. */
            bracket: components["schemas"]["BracketRow"];
            /** @enum {string} */
            event: "bracket_updated";
        } | {
            /** @enum {string} */
            event: "kill_switch";
            /** @description True while only what reduces is sent. */
            on: boolean;
        } | {
            /** @description As it is now. */
            dead_man: components["schemas"]["DeadManRow"];
            /** @enum {string} */
            event: "dead_man";
        } | {
            /** @enum {string} */
            event: "alert";
            instrument: components["schemas"]["InstrumentId"] | null;
            /** @description One word for it. */
            kind: string;
            /** @description In words. */
            text: string;
        } | {
            /** @enum {string} */
            event: "repaired";
            /**
             * Format: int32
             * @description Fills that had been missed.
             */
            fills: number;
            /** @description When the gap began. */
            from: components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description Positions and balances that were different.
             */
            holdings: number;
            /**
             * Format: int32
             * @description Orders that were different.
             */
            orders: number;
            /** @description Why it was needed. */
            reason: string;
            /** @description When it was whole again. */
            to: components["schemas"]["Timestamp"];
        };
        /** @description Data of a topic. */
        AccountChangeMessage: {
            data: components["schemas"]["AccountChange"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /**
         * @description What backs the positions of a whole account.
         * @enum {string}
         */
        AccountMargin: "isolated" | "cross" | "portfolio";
        /** @description An account and how it is. */
        AccountRow: {
            /** @description Its name. */
            account: string;
            /** @description Why new orders are refused, if they are. */
            blocked: string | null;
            commands: components["schemas"]["Source"] | null;
            /** @description Whether orders are ended when the gateway is gone. */
            dead_man: components["schemas"]["DeadManState"];
            /** @description How current it is. */
            freshness: components["schemas"]["Freshness"];
            heard_at: components["schemas"]["Timestamp"] | null;
            /** @description True while only what reduces is sent. */
            killed: boolean;
            /**
             * Format: int64
             * @description Differences that audits found.
             */
            mismatches: number;
            /** @description What kind of money it holds. */
            money: components["schemas"]["Money"];
            next_try_at: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int64
             * @description Orders that are not final.
             */
            open_orders: number;
            /** @description What the venue reckons of the margin of whole portfolios, where the account is margined so; told while it stands. */
            portfolio: components["schemas"]["PortfolioMarginRow"][];
            /** @description Why it is not live, in words. */
            reason: string | null;
            since: components["schemas"]["Timestamp"] | null;
            /** @description Which way news of it comes. */
            transport: components["schemas"]["Transport"];
            /**
             * Format: int64
             * @description Orders of which nobody knows whether the venue has them.
             */
            unknown_orders: number;
            /** @description At which venue. */
            venue: string;
        };
        /** @description Everything that an account is, after one event of its history. */
        AccountSnapshot: {
            /** @description The account and how it is. */
            account: components["schemas"]["AccountRow"];
            /** @description Balances. */
            balances: components["schemas"]["BalanceRow"][];
            /** @description Brackets that are not over. */
            brackets: components["schemas"]["BracketRow"][];
            /** @description Whether orders are ended when the gateway is gone. */
            dead_man: components["schemas"]["DeadManRow"];
            /** @description Orders that are not final. */
            orders: components["schemas"]["OrderRow"][];
            /** @description Positions that are not flat. */
            positions: components["schemas"]["PositionRow"][];
            /** @description Settings, as far as the venue told them. */
            settings: components["schemas"]["SettingRow"][];
        };
        /** @description The same, with its place in the history. */
        AccountSnapshotAnswer: components["schemas"]["AccountSnapshot"] & {
            /**
             * Format: int64
             * @description Which history.
             */
            epoch: number;
            /**
             * Format: int64
             * @description The last event that is in it.
             */
            seq: number;
        };
        /** @description Data of a topic. */
        AccountSnapshotMessage: {
            data: components["schemas"]["AccountSnapshot"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description Something that happened to the gateway. */
        Announcement: {
            /** @description With which account, if with one. */
            account: string | null;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description Counts from 1 with every start.
             */
            id: number;
            /** @description What. */
            kind: components["schemas"]["AnnouncementKind"];
            /** @description In words. */
            text: string;
            /** @description At which venue, if at one. */
            venue: string | null;
        };
        /**
         * @description What an announcement is about.
         * @enum {string}
         */
        AnnouncementKind: "started" | "stopping" | "blocked" | "unblocked" | "kill_switch_on" | "kill_switch_off" | "key_changed";
        /** @description What following the whole chain of the audit trail showed. */
        AuditChain: {
            /** @description What is wrong, in words. */
            reason: string | null;
            /**
             * Format: int64
             * @description The last row if it is whole, 0 if there is none; the first that is wrong or missing if it is broken.
             */
            row: number;
            /** @description Whether it is as it was written. */
            state: components["schemas"]["ChainState"];
        };
        /** @description One row of the audit trail. Each is chained to the one before by its hash. */
        AuditEntryRow: {
            /** @description With which account; empty if with none. */
            account: string;
            /** @description What. */
            action: string;
            /** @description Who. */
            actor: string;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description The rest. */
            detail: string;
            /** @description SHA-256 over this row and the hash of the row before, in hexadecimal. */
            hash: string;
            /**
             * Format: int64
             * @description Counts from 1 without a hole.
             */
            id: number;
            /** @description By which key; empty if by none. */
            key_id: string;
            /** @description From where. */
            origin: string;
        };
        /** @description A page of the audit trail. */
        AuditPage: {
            chain: components["schemas"]["AuditChain"] | null;
            /** @description Rows, oldest first. */
            data: components["schemas"]["AuditEntryRow"][];
            /** @description Give this back as `cursor`; `null` after the last page. */
            next: string | null;
        };
        /** @description The first message was accepted. */
        AuthenticatedNote: {
            /** @enum {string} */
            type: "authenticated";
        };
        /** @description Who it is; only as the first message. */
        AuthOp: {
            /** @enum {string} */
            op: "auth";
            /** @description Or a single-use ticket. */
            ticket?: string | null;
            /** @description The token. */
            token?: string | null;
        };
        /** @description One asset's balance. */
        BalanceRow: {
            /** @description Which asset. */
            asset: string;
            available: components["schemas"]["Notional"] | null;
            cross_wallet: components["schemas"]["Notional"] | null;
            /** @description When it changed last, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
            /** @description All of it, realised profit and fees included, unrealised profit not. */
            wallet: components["schemas"]["Notional"];
        };
        /** @description Several orders that are to be ended; each has its own outcome. */
        BatchCancelRequest: {
            /** @description Names here of 1 to 100 orders, of one instrument or of several. */
            orders: string[];
        };
        /** @description New terms of one order of a batch. */
        BatchEdit: {
            /** @description The order's name here. */
            order_id: string;
            /** @description New price; as it is if absent. */
            price?: components["schemas"]["Price"];
            /** @description New total quantity, executed parts included; as it is if absent. */
            qty?: components["schemas"]["Qty"];
        };
        /** @description Changes of several orders; each has its own outcome. */
        BatchEditRequest: {
            /** @description 1 to 100, of one instrument or of several. */
            orders: components["schemas"]["BatchEdit"][];
        };
        /** @description Several orders; each has its own outcome. */
        BatchRequest: {
            /** @description 1 to 100, of one instrument or of several. */
            orders: components["schemas"]["OrderRequest"][];
        };
        /** @description What became of one order of a batch. */
        BatchRow: {
            order: components["schemas"]["OrderRow"] | null;
            refusal: components["schemas"]["RefusalRow"] | null;
            route: components["schemas"]["Source"] | null;
        };
        /** @description Best bid and offer, as shown by the venue's own stream of them. */
        BboRow: {
            ask: components["schemas"]["Quote"] | null;
            bid: components["schemas"]["Quote"] | null;
            venue_seq: components["schemas"]["VenueNumber"] | null;
        };
        /** @description Data of a topic. */
        BboRowMessage: {
            data: components["schemas"]["BboRow"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description The best levels of a book. */
        BookAnswer: {
            /**
             * Format: int64
             * @description Milliseconds since the last change arrived.
             */
            age_ms: number | null;
            /** @description Best first. */
            asks: components["schemas"]["BookLevel"][];
            /** @description Best first. */
            bids: components["schemas"]["BookLevel"][];
            /**
             * Format: int64
             * @description Which history: rises whenever the book was joined anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /** @description Whose. */
            instrument: components["schemas"]["InstrumentId"];
            /**
             * Format: int64
             * @description Place in that history, as the topic `book` counts.
             */
            seq: number;
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            venue_seq: components["schemas"]["VenueNumber"] | null;
        };
        /** @description Levels of a book: up to 1000 a side in a snapshot, changed ones in an event. */
        BookData: {
            /** @description Best first. In an event only what changed; size `"0"` takes a level away. */
            asks: components["schemas"]["BookLevel"][];
            /** @description Best first. In an event only what changed; size `"0"` takes a level away. */
            bids: components["schemas"]["BookLevel"][];
            /** @description The venue's own number of the last change. */
            venue_seq: components["schemas"]["VenueNumber"];
        };
        /** @description Data of a topic. */
        BookDataMessage: {
            data: components["schemas"]["BookData"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description Price and size of a level. */
        BookLevel: [
            string,
            string
        ];
        /** @description What came of asking for a bracket, or of changing one. */
        BracketAnswer: {
            /** @description Who has said yes to the entry; without one, the gateway has. */
            accepted_by: components["schemas"]["AcceptedBy"];
            /** @description The bracket as it is now. */
            bracket: components["schemas"]["BracketRow"];
            order: components["schemas"]["OrderRow"] | null;
        };
        /** @description What is to change about a bracket. What is absent stays; `null` takes a leg away. */
        BracketEdit: {
            /** @description A new rule. */
            if_unprotected?: components["schemas"]["IfUnprotected"];
            stop_loss?: components["schemas"]["LegRequest"] | null;
            take_profit?: components["schemas"]["LegRequest"] | null;
        };
        /** @description A bracket, as it is asked for: either an entry, or a position that is there already; and at least one leg. */
        BracketRequest: {
            /** @description The order that opens. */
            entry?: components["schemas"]["OrderRequest"];
            /** @description What is done when it stays unprotected. */
            if_unprotected?: components["schemas"]["IfUnprotected"];
            /** @description Or what is open already. */
            protect?: components["schemas"]["ProtectRequest"];
            /** @description Ends a loss. */
            stop_loss?: components["schemas"]["LegRequest"];
            /** @description Takes a profit. */
            take_profit?: components["schemas"]["LegRequest"];
        };
        /** @description One bracket, with everything that is known of it. */
        BracketRow: {
            /** @description Its name here; that of its entry, where it has one. */
            bracket_id: string;
            /** @description Market orders that closed what could not be protected. */
            closing_orders: string[];
            /** @description When it was wanted. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The order that opened, if it has one. */
            entry_order_id: string | null;
            held_qty: components["schemas"]["Qty"] | null;
            /** @description What is done when it stays unprotected. */
            if_unprotected: components["schemas"]["IfUnprotected"];
            /** @description Of what. */
            instrument: components["schemas"]["InstrumentId"];
            /** @description Which position. */
            position_side: components["schemas"]["PositionSide"];
            qty: components["schemas"]["Qty"] | null;
            /** @description Why it is unprotected, or how it ended: `stop_loss`, `take_profit`, `closed`, `closed_elsewhere`, `canceled`, `entry_ended`, `entry_refused`. */
            reason: string | null;
            /** @description Side of the entry: a buy makes a long position, which sales protect. */
            side: components["schemas"]["Side"];
            /** @description Since when. */
            since: components["schemas"]["Timestamp"];
            /** @description How far it has come. */
            state: components["schemas"]["BracketState"];
            stop_loss: components["schemas"]["LegRow"] | null;
            /** @description True where the gateway holds the orders together; false where the venue does. */
            synthetic: boolean;
            take_profit: components["schemas"]["LegRow"] | null;
            /** @description When it changed last. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description How far a bracket has come.
         * @enum {string}
         */
        BracketState: "entering" | "protecting" | "protected" | "unprotected" | "done" | "refused";
        /** @description Orders for which cancels are on their way; each ends with its own event. */
        CancelAllAnswer: {
            /** @description Their names here. */
            orders: string[];
        };
        /** @description One candle. */
        CandleRow: {
            /** @description Last price so far. */
            close: components["schemas"]["Price"];
            /** @description Last instant of the interval, as the venue names it. */
            close_ts: components["schemas"]["Timestamp"];
            /** @description True once it changes no more. */
            closed: boolean;
            /** @description Highest price. */
            high: components["schemas"]["Price"];
            /** @description Lowest price. */
            low: components["schemas"]["Price"];
            /** @description First price. */
            open: components["schemas"]["Price"];
            /** @description First instant of the interval. */
            open_ts: components["schemas"]["Timestamp"];
            quote_volume: components["schemas"]["Notional"] | null;
            /**
             * Format: int64
             * @description How many trades.
             */
            trades: number | null;
            /** @description Base units traded. */
            volume: components["schemas"]["Qty"];
        };
        /** @description Candles as the stream has them. */
        CandlesData: {
            /** @description Oldest first; a candle replaces the one with its `open_ts`. */
            candles: components["schemas"]["CandleRow"][];
        };
        /** @description Data of a topic. */
        CandlesDataMessage: {
            data: components["schemas"]["CandlesData"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description What a venue offers. */
        Capabilities: {
            /** @description Lengths of candles that it has. */
            candle_intervals: components["schemas"]["Interval"][];
            /** @description Kinds of topics that its instruments have: `bbo`, `book`, `candles`, `mark`, `ticker`, `trades`. */
            channels: string[];
            /** @description What can be asked of the past: `candles`, `trades`, `funding`. */
            history: string[];
        };
        /**
         * @description Whether the audit trail is as it was written.
         * @enum {string}
         */
        ChainState: "whole" | "broken";
        /** @description Which channel of which instrument of which venue. */
        ChannelKey: {
            /** @description Which: `book`, `bbo`, `trades`, `candles.1m`, `mark`, `ticker`. */
            channel: string;
            instrument: components["schemas"]["InstrumentId"] | null;
            /** @description Whose. */
            venue: string;
        };
        /** @description One held channel. */
        ChannelRow: components["schemas"]["ChannelKey"] & {
            /**
             * Format: int64
             * @description Milliseconds since then.
             */
            age_ms: number | null;
            /**
             * Format: int64
             * @description Age in milliseconds beyond which it is stale.
             */
            bound_ms: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            last_recv_at: components["schemas"]["Timestamp"] | null;
            /** @description Why it is not live, in words. */
            reason: string | null;
            /** @description Since when it is so. */
            since: components["schemas"]["Timestamp"];
            source: components["schemas"]["Source"] | null;
        };
        /** @description The venue takes the account's key. */
        CheckAnswer: {
            /** @description Whose key. */
            account: string;
            /** @description Whether it says that the key may trade; `null` where it does not say. */
            may_trade: boolean | null;
            quota: components["schemas"]["QuotaRow"] | null;
            /** @description True if that belongs to another account; `null` where the venue does not say. */
            sub_account: boolean | null;
            /** @description How long its answer took, in milliseconds, waiting for the budget included. */
            took_ms: string;
            /** @description At which venue. */
            venue: string;
            /** @description The venue's number of the account that the key opens; `null` where it does not say. */
            venue_account: string | null;
        };
        ClientMessage: components["schemas"]["AuthOp"] | components["schemas"]["PingOp"] | components["schemas"]["SubscribeOp"] | components["schemas"]["UnsubscribeOp"];
        /**
         * @description Why something was refused. The word is stable; programs may decide by it.
         * @enum {string}
         */
        Code: "bad_request" | "credential_in_url" | "unauthenticated" | "token_expired" | "token_revoked" | "foreign_origin" | "missing_scope" | "account_not_allowed" | "venue_not_allowed" | "instrument_not_allowed" | "reduce_only_key" | "unprocessable" | "unknown_token" | "token_exists" | "unknown_key" | "key_exists" | "vault" | "not_found" | "unknown_venue" | "unknown_instrument" | "unsupported" | "not_supported" | "method_not_allowed" | "slow_body" | "too_large" | "not_json" | "unknown_host" | "websocket_only" | "too_many_attempts" | "rate_budget" | "internal" | "venue_refused" | "simulator" | "not_ready" | "no_data" | "venue_limited" | "venue_busy" | "busy" | "stopping" | "venue_timeout" | "venue_unreachable" | "unknown_account" | "unknown_order" | "unknown_bracket" | "no_keys" | "credentials" | "idempotency_key_reused" | "gap" | "outcome_unknown" | "journal_failed" | "journal" | "account_blocked" | "kill_switch" | "bad_order" | "bad_client_order_id" | "duplicate_client_order_id" | "bad_position_side" | "bad_reduce_only" | "bad_price" | "bad_tick" | "bad_qty" | "bad_lot" | "qty_too_small" | "qty_too_large" | "price_too_low" | "price_too_high" | "notional_too_small" | "notional_cap" | "daily_notional_cap" | "price_collar" | "no_reference_price" | "too_many_orders" | "market_closed" | "bracket_ended" | "bad_bracket" | "bad_leg" | "order_ended" | "not_editable" | "edit_in_progress" | "unknown_terms" | "nothing_to_change" | "order_rejected" | "rate_limited" | "clock_off" | "venue_credentials" | "venue_not_found" | "already_so" | "canceled" | "position_flat";
        /** @description Everything about the ways to the venues. */
        Connections: {
            /** @description Accounts. */
            accounts: components["schemas"]["AccountRow"][];
            /** @description Held channels. */
            channels: components["schemas"]["ChannelRow"][];
            /** @description What was counted, all venues together. */
            counters: components["schemas"]["CountersRow"];
            /** @description Sockets. */
            links: components["schemas"]["LinkRow"][];
            /** @description Venues. */
            venues: components["schemas"]["VenueState"][];
        };
        /** @description `data` of an event of topic `connections`: whole rows that changed. */
        ConnectionsChange: {
            /** @description Accounts that changed. */
            accounts?: components["schemas"]["AccountRow"][];
            /** @description Channels that changed. */
            channels?: components["schemas"]["ChannelRow"][];
            /** @description The counters, if they changed. */
            counters?: components["schemas"]["CountersRow"];
            /** @description Budgets that changed. */
            limits?: components["schemas"]["LimitRow"][];
            /** @description Sockets that changed. */
            links?: components["schemas"]["LinkRow"][];
            /** @description Channels that are not held any more. */
            removed_channels?: components["schemas"]["ChannelKey"][];
            /** @description New receipts, newest first. */
            repairs?: components["schemas"]["RepairRow"][];
            /** @description Venues that changed. */
            venues?: components["schemas"]["VenueState"][];
        };
        /** @description Data of a topic. */
        ConnectionsChangeMessage: {
            data: components["schemas"]["ConnectionsChange"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description `data` of a snapshot of topic `connections`. */
        ConnectionsSnapshot: {
            /** @description As `GET /connections`. */
            connections: components["schemas"]["Connections"];
            /** @description As `GET /limits`. */
            limits: components["schemas"]["LimitRow"][];
            /** @description The last ones, newest first. */
            repairs: components["schemas"]["RepairRow"][];
        };
        /** @description Data of a topic. */
        ConnectionsSnapshotMessage: {
            data: components["schemas"]["ConnectionsSnapshot"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description What was counted since the start. */
        CountersRow: {
            /**
             * Format: int64
             * @description Facts that had been seen before.
             */
            duplicates: number;
            /**
             * Format: int64
             * @description Gaps that were found.
             */
            gaps: number;
            /**
             * Format: int64
             * @description Frames that could not be read.
             */
            malformed_frames: number;
            /**
             * Format: int64
             * @description Events, channels or words that were not known.
             */
            unknown_events: number;
            /**
             * Format: int64
             * @description Members that were not known.
             */
            unknown_fields: number;
        };
        /** @description The net result at a time. */
        CurvePoint: {
            /** @description The net result since the beginning of the period. */
            net_pnl: components["schemas"]["Notional"];
            /** @description When it became so, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
        };
        /** @description How long the gateway may be gone. */
        DeadManRequest: {
            /**
             * Format: int32
             * @description Seconds, from 10 to 600. The venue is asked again every third of it.
             */
            timeout_s: number;
        };
        /** @description The dead-man's switch of an account. */
        DeadManRow: {
            /** @description Instruments whose countdown runs at the venue. It ends all orders there that rest, those placed elsewhere among them. */
            covered: components["schemas"]["InstrumentId"][];
            expires_at: components["schemas"]["Timestamp"] | null;
            last_refreshed_at: components["schemas"]["Timestamp"] | null;
            /** @description Open orders of this gateway that no countdown ends, the first 50 of them. */
            not_covered: components["schemas"]["NotCoveredRow"][];
            /** @description Why it does not protect, or what is still to be done. */
            reason: string | null;
            since: components["schemas"]["Timestamp"] | null;
            /** @description Whether orders are ended when the gateway is gone. */
            state: components["schemas"]["DeadManState"];
            /**
             * Format: int32
             * @description After how many seconds without the gateway; `null` while nobody wants that.
             */
            timeout_s: number | null;
        };
        /**
         * @description How an account's dead-man's switch stands: `disarmed` (nobody wants it), `armed` (orders that rest at the venue are ended by the
         *     venue when the gateway is gone), `not_protected` (it is wanted, and orders would rest on).
         * @enum {string}
         */
        DeadManState: "disarmed" | "armed" | "not_protected";
        /** @description Play money: an amount of an asset. */
        DepositRequest: {
            /**
             * @description How much, above zero, with at most eight decimals.
             * @example 1000
             */
            amount: string;
            /**
             * @description Which asset.
             * @example USDT
             */
            asset: string;
        };
        /** @description Something that differed between here and the venue. It has been taken over. */
        DifferenceRow: {
            /** @description `order`, `fill`, `position`, `balance` or `setting`. */
            kind: string;
            /** @description What was known here. */
            local: string;
            /** @description Which. */
            name: string;
            /** @description What the venue says. */
            venue: string;
        };
        /**
         * @description Which way a trade goes.
         * @enum {string}
         */
        Direction: "long" | "short";
        /** @description A fall of the net result. */
        DrawdownRow: {
            /** @description How deep, above zero. */
            amount: components["schemas"]["Notional"];
            /** @description When the result had been that high. */
            from: components["schemas"]["Timestamp"];
            /** @description When it was lowest. */
            to: components["schemas"]["Timestamp"];
        };
        /** @description New terms of an order; what is absent stays. */
        EditRequest: {
            /** @description New limit price. */
            price?: components["schemas"]["Price"];
            /** @description New total quantity, in base units. */
            qty?: components["schemas"]["Qty"];
        };
        /** @description A request, or one topic of it, was refused. */
        ErrorNote: {
            /**
             * @description Stable: `unknown_topic`, `unknown_instrument`, `unknown_venue`, `unknown_account`, `account_not_allowed`, `unsupported`, `too_many_topics`, `not_subscribed`,
             *     `bad_request`.
             */
            code: string;
            /** @description In words. */
            detail: string;
            /**
             * Format: int64
             * @description The request's, if it could be read.
             */
            id?: number;
            /** @description Which topic, as asked for. */
            topic?: string;
            /** @enum {string} */
            type: "error";
        };
        /** @description One event with its place in the history. */
        EventRow: {
            /** @description What happened. */
            data: components["schemas"]["AccountChange"];
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway.
             */
            epoch: number;
            /**
             * Format: int64
             * @description Its place: counts from 1 without a hole.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description When it reached this machine, or was decided here. */
            ts_recv: components["schemas"]["Timestamp"];
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description What told it: `event`, `decision`, or the name of the request that was answered. */
            via: string;
        };
        /** @description A fault as it is asked for. */
        FaultRequest: {
            /** @description Only this channel, in the venue's own word. */
            channel?: string | null;
            /**
             * Format: int64
             * @description How long it lasts, in milliseconds, at most a day; until it is deleted if absent.
             */
            for_ms?: number | null;
            /**
             * @description Which fault.
             * @enum {string}
             */
            name: "ws-cut" | "ws-refuse" | "ws-half-open" | "ws-silent" | "frame-malformed" | "delta-drop" | "delta-dup" | "delta-stale" | "snapshot-stale" | "rest-slow" | "rest-429" | "rest-418" | "rest-5xx" | "reply-lost" | "event-drop" | "event-dup" | "event-late" | "clock-skew" | "restart";
            /**
             * Format: double
             * @description Share of messages that it hits, above 0 and at most 1; each fault has its usual one.
             */
            rate?: number | null;
            /**
             * Format: int64
             * @description Makes it repeatable.
             */
            seed?: number | null;
            /** @description Only this symbol, in the venue's own word. */
            symbol?: string | null;
            /** @description Whose simulator. */
            venue: string;
        };
        /** @description What came of it. */
        FetchedAnswer: {
            next: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int64
             * @description Rows that the venue showed, known ones too.
             */
            rows: number;
        };
        /** @description A stretch of the past that the venue is asked for. */
        FetchRequest: {
            /**
             * Format: date-time
             * @description Not before this time of the venue, RFC 3339 with any offset.
             */
            from: string;
            /** @description Of which instrument; needed for orders and fills. */
            instrument?: string;
            /** @description Which list. */
            list: components["schemas"]["Listed"];
            /**
             * Format: date-time
             * @description Not after this; now if absent.
             */
            to?: string;
        };
        /** @description A decimal, exact digit by digit. */
        Figure: number;
        /**
         * @description Why a fill happened.
         * @enum {string}
         */
        FillKind: "trade" | "liquidation" | "auto_deleverage" | "settlement";
        /** @description One fill; each is told once. */
        FillRow: {
            /** @description True if the venue took it back: it does not count. */
            busted: boolean;
            fee: components["schemas"]["Notional"] | null;
            /** @description Asset of the fee. */
            fee_asset: string | null;
            /** @description Of what. */
            instrument: components["schemas"]["InstrumentId"];
            /** @description Why it happened. */
            kind: components["schemas"]["FillKind"];
            /** @description True if it rested and was taken. */
            maker: boolean | null;
            /** @description The order's name here. */
            order_id: string | null;
            /** @description Which position. */
            position_side: components["schemas"]["PositionSide"];
            /** @description At. */
            price: components["schemas"]["Price"];
            /** @description Base units. */
            qty: components["schemas"]["Qty"];
            realized_pnl: components["schemas"]["Notional"] | null;
            /** @description Bought or sold. */
            side: components["schemas"]["Side"];
            /** @description The venue's name of it; unique per instrument. */
            trade_id: string;
            /** @description When, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
            /** @description The order's name at the venue. */
            venue_order_id: string;
        };
        /**
         * @description How current a channel's data is, best first: `live` (stream open, whole, within its bound), `polling` (stream down, requests
         *     bring the data), `repairing` (stream up, what was missed is being fetched), `stale` (older than its bound), `down` (no way).
         * @enum {string}
         */
        Freshness: "live" | "polling" | "repairing" | "stale" | "down";
        /** @description Whether an account's orders are refused. */
        Frozen: {
            /** @description True: orders are refused with `ACCOUNT_FROZEN`, cancels are taken. */
            frozen: boolean;
        };
        /** @description One funding exchange. */
        FundingRow: {
            mark_price: components["schemas"]["Price"] | null;
            /** @description A ratio; longs pay when it is positive. */
            rate: components["schemas"]["Rate"];
            /** @description When it was exchanged. */
            ts: components["schemas"]["Timestamp"];
        };
        /** @description Something of a lossless topic cannot be told any more: what follows the given place is not held. A snapshot comes next. */
        GapNote: {
            /**
             * Format: int64
             * @description Where the history stands.
             */
            epoch: number;
            /**
             * Format: int64
             * @description Where the reader stood.
             */
            from_epoch: number;
            /**
             * Format: int64
             * @description Where the reader stood.
             */
            from_seq: number;
            /** @description Why. */
            reason: string;
            /**
             * Format: int64
             * @description Where the history stands.
             */
            seq: number;
            /** @description Which topic. */
            topic: string;
            /** @enum {string} */
            type: "gap";
        };
        /** @description The process answers. */
        Health: {
            /** @description Always `ok`. */
            status: string;
            /** @description The program's version. */
            version: string;
        };
        /** @description Nothing happened; the connection lives. */
        HeartbeatNote: {
            /** @description When this was sent. */
            ts_emit: components["schemas"]["Timestamp"];
            /** @enum {string} */
            type: "heartbeat";
        };
        /** @description Subscriptions may be asked for. */
        HelloNote: {
            /**
             * Format: int64
             * @description Counts the starts of this gateway's data directory.
             */
            epoch: number;
            /**
             * Format: int64
             * @description A heartbeat comes this often, in milliseconds; silence of several means that the connection is dead.
             */
            heartbeat_ms: number;
            /** @description When this was sent. */
            ts_emit: components["schemas"]["Timestamp"];
            /** @enum {string} */
            type: "hello";
            /** @description Its version. */
            version: string;
        };
        /**
         * @description What is done when a position stays unprotected.
         * @enum {string}
         */
        IfUnprotected: "alert" | "close";
        /**
         * @description The venue's name and its own symbol.
         * @example venue:SYMBOL
         */
        InstrumentId: string;
        /**
         * @description What kind of contract an instrument is: `spot` (the asset itself), `perpetual` (a future without expiry, kept at its index by
         *     funding), `future` (expires) or `option` (a call or a put).
         * @enum {string}
         */
        InstrumentKind: "spot" | "perpetual" | "future" | "option";
        /** @description What can be traded. */
        InstrumentRow: {
            /** @description The unified symbol that traders' libraries use, for example `BTC/USDT:USDT`. */
            alias: string;
            /** @description Asset that is bought or sold. */
            base: string;
            /** @description Base units of one contract; of an inverse one, quote units. */
            contract_size: components["schemas"]["Qty"];
            expiry: components["schemas"]["Timestamp"] | null;
            /** @description Its name everywhere in this API. */
            instrument: components["schemas"]["InstrumentId"];
            /**
             * @description True where a contract is worth so much of the quote asset and is settled in the base asset: its quantities, steps and bounds
             *     are in quote units.
             */
            inverse: boolean;
            /** @description What kind of contract it is. */
            kind: components["schemas"]["InstrumentKind"];
            /** @description Quantities of orders are multiples of it, in base units. */
            lot_size: components["schemas"]["Qty"];
            max_qty: components["schemas"]["Qty"] | null;
            min_notional: components["schemas"]["Notional"] | null;
            min_qty: components["schemas"]["Qty"] | null;
            option: components["schemas"]["OptionTerms"] | null;
            /**
             * Format: int32
             * @description Decimal places of prices in its book, 0 to 18.
             */
            price_decimals: number;
            /** @description Asset that prices are in. */
            quote: string;
            /** @description Asset that gains and losses are paid in. */
            settle: string;
            /**
             * Format: int32
             * @description Decimal places of sizes in its book, 0 to 18.
             */
            size_decimals: number;
            /** @description `pending`, `trading`, `halted`, `settling` or `delisted`; else the venue's own word in lower case. */
            status: string;
            /** @description The venue's own symbol. */
            symbol: string;
            /** @description Prices of orders are multiples of it. */
            tick_size: components["schemas"]["Price"];
            /** @description Asset whose price it follows. */
            underlying: string;
            /** @description Whose it is. */
            venue: string;
        };
        /**
         * @description Length of a candle; `1M` is a calendar month. Which ones a venue has stands in its capabilities.
         * @enum {string}
         */
        Interval: "1m" | "3m" | "5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1d" | "3d" | "1w" | "1M";
        /** @description The parts of a key that takes the place of another. */
        KeyFields: {
            /** @description Its parts as the venue calls them: `api_key` with `secret`, or with `private_key` (PEM). */
            fields: {
                [key: string]: string;
            };
        };
        /** @description A key in the vault, without anything secret. */
        KeyRow: {
            /** @description Whose. */
            account: string;
            /** @description When it was first kept. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Names of its parts. */
            fields: string[];
            /** @description The last characters of the part that is public; empty if it is short. */
            public_tail: string;
            rotated_at: components["schemas"]["Timestamp"] | null;
            /** @description At which venue. */
            venue: string;
            /**
             * Format: int64
             * @description Counts its replacements, from 1.
             */
            version: number;
        };
        /**
         * @description Whether a message replaces everything (`snapshot`) or changes it (`event`).
         * @enum {string}
         */
        Kind: "snapshot" | "event";
        /** @description Why a leg's last order was refused. */
        LegRefusal: {
            /** @description The venue's code, or ours. */
            code: string | null;
            /** @description In words. */
            message: string;
        };
        /** @description A stop-loss or a take-profit, as it is asked for. */
        LegRequest: {
            /** @description Its limit once it is set off; at any price if absent. */
            price?: components["schemas"]["Price"];
            /** @description What moves the trigger; the last trade if absent. */
            trigger_by?: components["schemas"]["TriggerBy"];
            /** @description Price that sets it off. */
            trigger_price: components["schemas"]["Price"];
        };
        /** @description One leg of a bracket. */
        LegRow: {
            /**
             * Format: int32
             * @description Tries in a row that were refused.
             */
            attempts: number;
            covered_qty: components["schemas"]["Qty"] | null;
            /** @description How much of it was executed. */
            executed_qty: components["schemas"]["Qty"];
            next_try_at: components["schemas"]["Timestamp"] | null;
            /** @description Its orders here, oldest first: several where what is held has grown by parts. */
            orders: string[];
            price: components["schemas"]["Price"] | null;
            refusal: components["schemas"]["LegRefusal"] | null;
            /** @description How it stands. */
            state: components["schemas"]["LegState"];
            /** @description What moves the trigger. */
            trigger_by: components["schemas"]["TriggerBy"];
            /** @description Price that sets it off. */
            trigger_price: components["schemas"]["Price"];
        };
        /**
         * @description How a leg stands.
         * @enum {string}
         */
        LegState: "waiting" | "placing" | "live" | "triggered" | "done" | "canceled" | "failed";
        /** @description One bucket of a venue's rate limits. */
        LimitRow: {
            /** @description Whose it is, if it is an account's. */
            account: string | null;
            banned_until: components["schemas"]["Timestamp"] | null;
            /** @description The venue's name of it. */
            bucket: string;
            /**
             * Format: int32
             * @description Units per window.
             */
            cap: number;
            /**
             * Format: int64
             * @description How often the slowest polled channel is asked for, in milliseconds; `null` while nothing is polled.
             */
            poll_interval_ms: number | null;
            /** @description Whether polling goes on. */
            polling: components["schemas"]["Polling"];
            /** @description Requests that wait. */
            queued: number;
            /**
             * Format: int32
             * @description Units that only cancels may use.
             */
            reserved_for_cancels: number;
            /** @description When the window ends. */
            resets_at: components["schemas"]["Timestamp"];
            /** @description Who shares it, for example everybody at this address. */
            scope: string;
            /**
             * Format: int32
             * @description Units used in this window.
             */
            used: number;
            /** @description Whose. */
            venue: string;
            /**
             * Format: int64
             * @description Length of its window, in milliseconds.
             */
            window_ms: number;
        };
        /** @description One socket to a venue. */
        LinkRow: {
            /**
             * Format: int32
             * @description Tries since it was last stable.
             */
            attempt: number;
            last_frame_at: components["schemas"]["Timestamp"] | null;
            /** @description Its name, for example `market-0`. */
            link: string;
            next_try_at: components["schemas"]["Timestamp"] | null;
            /** @description Why it is not open, in words. */
            reason: string | null;
            /** @description Round trip of the last ping, in milliseconds, as a decimal with six places. */
            rtt_ms: string | null;
            /** @description Since when. */
            since: components["schemas"]["Timestamp"];
            /** @description How it is. */
            state: components["schemas"]["LinkState"];
            /** @description How many subscriptions it carries. */
            subscriptions: number;
            /** @description Whose. */
            venue: string;
        };
        /**
         * @description How a socket is: `connecting`, `open`, `backoff` (waits for its next try) or `closed` (not wanted).
         * @enum {string}
         */
        LinkState: "connecting" | "open" | "backoff" | "closed";
        /**
         * @description Which list is wanted.
         * @enum {string}
         */
        Listed: "fills" | "orders" | "transactions";
        /** @description When a venue ends a market maker's orders because too much of them was taken at once. */
        MakerProtection: {
            /** @description Underlying asset. */
            asset: string;
            /** @description Most that the delta may change. */
            delta_limit: components["schemas"]["Qty"];
            /**
             * Format: int32
             * @description How long orders stay frozen after that, in the venue's unit; zero until it is reset.
             */
            freeze: number;
            /** @description Which of the venue's groups of orders. */
            group: string;
            /** @description Most that may be traded. */
            trade_limit: components["schemas"]["Qty"];
            /** @description Most that the vega may change. */
            vega_limit: components["schemas"]["Qty"];
            /**
             * Format: int32
             * @description What is taken within this counts together; in the venue's unit.
             */
            window: number;
        };
        /** @description A market order with its exits. */
        ManualTrade: {
            /** @description Which account; the only one if absent. */
            account?: string;
            /** @description Must be true where the money is real. */
            allow_live?: boolean;
            /** @description The name that the order is sent under, never used before. One is made if absent. */
            client_order_id?: string;
            /** @description Price that the percentages are meant from; must be near the market. Needed with them. */
            entry_price?: components["schemas"]["Figure"];
            /** @description The same as the header `Idempotency-Key`. */
            idempotency_key?: string;
            /** @description Set at the venue before the order, if it is another one now. */
            leverage?: components["schemas"]["Figure"];
            /** @description `long` or `short`; `buy` and `sell` mean the same. */
            side: components["schemas"]["Direction"];
            /** @description Base units. What is no whole number of lots is cut down to one, never up. */
            size: components["schemas"]["Figure"];
            /** @description Or the stop-loss as a price. */
            stop_loss?: components["schemas"]["Figure"];
            /** @description Distance of the stop-loss in percent of `entry_price`; none if 0 or absent. */
            stop_loss_pct?: components["schemas"]["Figure"];
            /** @description The venue's symbol, `venue:symbol`, or a unified symbol. */
            symbol: string;
            /** @description Or the take-profit as a price. */
            take_profit?: components["schemas"]["Figure"];
            /** @description Distance of the take-profit in percent of `entry_price`; none if 0 or absent. */
            take_profit_pct?: components["schemas"]["Figure"];
        };
        /** @description What became of it. */
        ManualTraded: {
            /** @description Which account. */
            account: string;
            bracket: components["schemas"]["BracketRow"] | null;
            entry_price: components["schemas"]["Figure"] | null;
            /** @description In words, with the price and the route. */
            message: string;
            /** @description The order, with everything that is known of it. */
            order: components["schemas"]["OrderRow"];
            /** @description Name of the order here. */
            order_id: string;
            route: components["schemas"]["Source"] | null;
            /** @description `long` or `short`. */
            side: components["schemas"]["Direction"];
            /** @description Base units that were executed. */
            size: components["schemas"]["Figure"];
            stop_loss: components["schemas"]["Figure"] | null;
            /** @description Always true: everything else is a problem document. */
            success: boolean;
            /** @description The venue's symbol. */
            symbol: string;
            take_profit: components["schemas"]["Figure"] | null;
        };
        /**
         * @description Who bears a position's loss.
         * @enum {string}
         */
        MarginMode: "cross" | "isolated";
        /** @description Mark price with what belongs to it. */
        MarkPrice: {
            funding_rate: components["schemas"]["Rate"] | null;
            index: components["schemas"]["Price"] | null;
            /** @description Price that margin is computed from. */
            mark: components["schemas"]["Price"];
            next_funding_ts: components["schemas"]["Timestamp"] | null;
            settle_estimate: components["schemas"]["Price"] | null;
        };
        /** @description Data of a topic. */
        MarkPriceMessage: {
            data: components["schemas"]["MarkPrice"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description A stretch that was not seen, in the channel's own numbers (update ids, trade ids) or times. */
        MissedRow: {
            /** @description First missed. */
            from: string | null;
            /** @description Last missed. */
            to: string | null;
        };
        /** @description A group of a market maker's orders. */
        MmpGroup: {
            /**
             * @description Underlying asset.
             * @example BTC
             */
            asset: string;
            /**
             * @description The venue's name of the group.
             * @example mmp1
             */
            group: string;
        };
        /**
         * @description What kind of money is moved: `REAL` only on a venue's production hosts, `SIM` in a simulator of ours, `PAPER` where this gateway keeps
         *     the accounts itself, else `TEST`.
         * @enum {string}
         */
        Money: "REAL" | "TEST" | "SIM" | "PAPER";
        /** @description An account with play money to be opened. */
        NewAccount: {
            /**
             * @description Its name, unique: 1 to 64 letters, digits, dots, dashes and underscores.
             * @example second
             */
            account: string;
            /** @description What it begins with; what is configured, if absent. */
            deposits?: components["schemas"]["DepositRequest"][];
            /** @description The venue of play money, which is also meant if this is absent. */
            venue?: string;
        };
        /** @description A venue's key for an account, in clear. Read, never written. */
        NewKey: {
            /**
             * @description Whose: a configured account.
             * @example main
             */
            account: string;
            /** @description Its parts as the venue calls them: `api_key` with `secret`, or with `private_key` (PEM). */
            fields: {
                [key: string]: string;
            };
        };
        /** @description A token that is to be made. An absent list or cap is no bound. */
        NewToken: {
            /** @description Only these accounts, to see and to command. */
            accounts?: string[] | null;
            /**
             * Format: date-time
             * @description Worth nothing from then on.
             */
            expires_at?: string | null;
            /** @description Only these instruments, to trade: `venue:symbol`, or a unified symbol. */
            instruments?: string[] | null;
            max_daily_notional?: components["schemas"]["Notional"] | null;
            max_order_notional?: components["schemas"]["Notional"] | null;
            /**
             * @description What the history and the audit trail call its holder; no two valid tokens share one.
             * @example bot
             */
            name: string;
            /** @description Only what cannot enlarge a position. */
            reduce_only?: boolean;
            /** @description Which doors it opens. */
            scope: components["schemas"]["TokenScope"];
            /** @description Only accounts of these venues, to see and to command. */
            venues?: string[] | null;
        };
        /** @description An order that no countdown ends. */
        NotCoveredRow: {
            /** @description Which. */
            order_id: string;
            /** @description Why, and what becomes of it instead. */
            reason: string;
        };
        /** @description A value, in units of the quote asset. */
        Notional: string;
        /**
         * @description Whether an option gives the right to buy or to sell.
         * @enum {string}
         */
        OptionRight: "call" | "put";
        /** @description What an option gives the right to, at its expiry. */
        OptionTerms: {
            /** @description To buy or to sell. */
            right: components["schemas"]["OptionRight"];
            /** @description At this price. */
            strike: components["schemas"]["Price"];
        };
        /**
         * @description Who placed an order.
         * @enum {string}
         */
        OrderOrigin: "gateway" | "external";
        /** @description An order as it is asked for. Nothing is rounded: a wrong value is refused, and the nearest right one is named. */
        OrderRequest: {
            /** @description Price at which a trailing stop begins to follow. */
            activation_price?: components["schemas"]["Price"];
            /** @description The name it is sent under: 1 to 36 of `A-Z a-z 0-9 . _ -`, never used before. One is made if absent. */
            client_order_id?: string;
            /** @description Closes the whole position when triggered. */
            close_position?: boolean;
            /**
             * Format: date-time
             * @description End of `gtd`.
             */
            expires_at?: string;
            /**
             * @description `venue:symbol`, or a unified symbol.
             * @example venue:SYMBOL
             */
            instrument: string;
            /** @description Which position; only in hedge mode. */
            position_side?: components["schemas"]["PositionSide"];
            /** @description Refused rather than take. */
            post_only?: boolean;
            /** @description Limit price. */
            price?: components["schemas"]["Price"];
            /** @description Base units; needed unless `close_position`. */
            qty?: components["schemas"]["Qty"];
            /** @description Never opens or enlarges a position. */
            reduce_only?: boolean;
            /** @description Buy or sell. */
            side: components["schemas"]["Side"];
            /** @description How long it stays; until canceled if absent. */
            time_in_force?: components["schemas"]["TimeInForce"];
            /** @description Distance of a trailing stop in quote units, at venues that trail by an amount: in the place of `trailing_percent`. */
            trailing_amount?: components["schemas"]["Price"];
            /** @description Distance of a trailing stop, in percent. */
            trailing_percent?: components["schemas"]["Rate"];
            /** @description What moves the trigger; the last trade if absent. */
            trigger_by?: components["schemas"]["TriggerBy"];
            /** @description Price that triggers it. */
            trigger_price?: components["schemas"]["Price"];
            /** @description Of what kind. */
            type: components["schemas"]["OrderType"];
        };
        /** @description One order, with everything that is known of it. */
        OrderRow: {
            /** @description Who has said yes. */
            accepted_by: components["schemas"]["AcceptedBy"];
            activation_price: components["schemas"]["Price"] | null;
            /** @description Whose key it was sent with. */
            actor: string | null;
            average_price: components["schemas"]["Price"] | null;
            /** @description The name that it was sent under. */
            client_order_id: string | null;
            /** @description Closes the whole position when triggered. */
            close_position: boolean;
            /** @description When it was wanted, or first seen. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Executed so far, in base units; never falls. */
            executed_qty: components["schemas"]["Qty"];
            expires_at: components["schemas"]["Timestamp"] | null;
            /** @description For what. */
            instrument: components["schemas"]["InstrumentId"];
            /** @description Its name here: the client order id of what went through this gateway. */
            order_id: string;
            /** @description Who placed it. */
            origin: components["schemas"]["OrderOrigin"];
            position_side: components["schemas"]["PositionSide"] | null;
            /** @description Refused rather than take. */
            post_only: boolean;
            price: components["schemas"]["Price"] | null;
            qty: components["schemas"]["Qty"] | null;
            /** @description Why it ended, or why it is not known whether the venue has it. */
            reason: string | null;
            /** @description Never opens or enlarges a position. */
            reduce_only: boolean;
            /** @description The venue's code of a refusal. */
            refusal_code: string | null;
            route: components["schemas"]["Source"] | null;
            side: components["schemas"]["Side"] | null;
            /** @description How far it has come; `unknown` until the venue's evidence tells. */
            status: components["schemas"]["OrderStatus"];
            time_in_force: components["schemas"]["TimeInForce"] | null;
            trailing_amount: components["schemas"]["Price"] | null;
            trailing_percent: components["schemas"]["Rate"] | null;
            trigger_by: components["schemas"]["TriggerBy"] | null;
            trigger_price: components["schemas"]["Price"] | null;
            type: components["schemas"]["OrderType"] | null;
            updated_at: components["schemas"]["Timestamp"] | null;
            /** @description The venue's name of it; unique per instrument. */
            venue_order_id: string | null;
            /** @description The venue's own word for that. */
            venue_status: string;
        };
        /**
         * @description What an order is shown as.
         * @enum {string}
         */
        OrderStatus: "pending" | "untriggered" | "open" | "partially_filled" | "filled" | "canceled" | "expired" | "rejected" | "unknown";
        /**
         * @description Of what kind an order is.
         * @enum {string}
         */
        OrderType: "limit" | "market" | "stop_limit" | "stop_market" | "take_profit_limit" | "take_profit_market" | "trailing_stop_market";
        /**
         * @description What became of a request.
         * @enum {string}
         */
        Outcome: "applied" | "not_applied" | "unknown";
        /** @description A page of rows and where the next one begins. */
        Page_AccountRow: {
            /** @description Rows. */
            data: {
                /** @description Its name. */
                account: string;
                /** @description Why new orders are refused, if they are. */
                blocked: string | null;
                commands: components["schemas"]["Source"] | null;
                /** @description Whether orders are ended when the gateway is gone. */
                dead_man: components["schemas"]["DeadManState"];
                /** @description How current it is. */
                freshness: components["schemas"]["Freshness"];
                heard_at: components["schemas"]["Timestamp"] | null;
                /** @description True while only what reduces is sent. */
                killed: boolean;
                /**
                 * Format: int64
                 * @description Differences that audits found.
                 */
                mismatches: number;
                /** @description What kind of money it holds. */
                money: components["schemas"]["Money"];
                next_try_at: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: int64
                 * @description Orders that are not final.
                 */
                open_orders: number;
                /** @description What the venue reckons of the margin of whole portfolios, where the account is margined so; told while it stands. */
                portfolio: components["schemas"]["PortfolioMarginRow"][];
                /** @description Why it is not live, in words. */
                reason: string | null;
                since: components["schemas"]["Timestamp"] | null;
                /** @description Which way news of it comes. */
                transport: components["schemas"]["Transport"];
                /**
                 * Format: int64
                 * @description Orders of which nobody knows whether the venue has them.
                 */
                unknown_orders: number;
                /** @description At which venue. */
                venue: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_BalanceRow: {
            /** @description Rows. */
            data: {
                /** @description Which asset. */
                asset: string;
                available: components["schemas"]["Notional"] | null;
                cross_wallet: components["schemas"]["Notional"] | null;
                /** @description When it changed last, by the venue's clock. */
                ts: components["schemas"]["Timestamp"];
                /** @description All of it, realised profit and fees included, unrealised profit not. */
                wallet: components["schemas"]["Notional"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_BatchRow: {
            /** @description Rows. */
            data: {
                order: components["schemas"]["OrderRow"] | null;
                refusal: components["schemas"]["RefusalRow"] | null;
                route: components["schemas"]["Source"] | null;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_BracketRow: {
            /** @description Rows. */
            data: {
                /** @description Its name here; that of its entry, where it has one. */
                bracket_id: string;
                /** @description Market orders that closed what could not be protected. */
                closing_orders: string[];
                /** @description When it was wanted. */
                created_at: components["schemas"]["Timestamp"];
                /** @description The order that opened, if it has one. */
                entry_order_id: string | null;
                held_qty: components["schemas"]["Qty"] | null;
                /** @description What is done when it stays unprotected. */
                if_unprotected: components["schemas"]["IfUnprotected"];
                /** @description Of what. */
                instrument: components["schemas"]["InstrumentId"];
                /** @description Which position. */
                position_side: components["schemas"]["PositionSide"];
                qty: components["schemas"]["Qty"] | null;
                /** @description Why it is unprotected, or how it ended: `stop_loss`, `take_profit`, `closed`, `closed_elsewhere`, `canceled`, `entry_ended`, `entry_refused`. */
                reason: string | null;
                /** @description Side of the entry: a buy makes a long position, which sales protect. */
                side: components["schemas"]["Side"];
                /** @description Since when. */
                since: components["schemas"]["Timestamp"];
                /** @description How far it has come. */
                state: components["schemas"]["BracketState"];
                stop_loss: components["schemas"]["LegRow"] | null;
                /** @description True where the gateway holds the orders together; false where the venue does. */
                synthetic: boolean;
                take_profit: components["schemas"]["LegRow"] | null;
                /** @description When it changed last. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_CandleRow: {
            /** @description Rows. */
            data: {
                /** @description Last price so far. */
                close: components["schemas"]["Price"];
                /** @description Last instant of the interval, as the venue names it. */
                close_ts: components["schemas"]["Timestamp"];
                /** @description True once it changes no more. */
                closed: boolean;
                /** @description Highest price. */
                high: components["schemas"]["Price"];
                /** @description Lowest price. */
                low: components["schemas"]["Price"];
                /** @description First price. */
                open: components["schemas"]["Price"];
                /** @description First instant of the interval. */
                open_ts: components["schemas"]["Timestamp"];
                quote_volume: components["schemas"]["Notional"] | null;
                /**
                 * Format: int64
                 * @description How many trades.
                 */
                trades: number | null;
                /** @description Base units traded. */
                volume: components["schemas"]["Qty"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_DifferenceRow: {
            /** @description Rows. */
            data: {
                /** @description `order`, `fill`, `position`, `balance` or `setting`. */
                kind: string;
                /** @description What was known here. */
                local: string;
                /** @description Which. */
                name: string;
                /** @description What the venue says. */
                venue: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_EventRow: {
            /** @description Rows. */
            data: {
                /** @description What happened. */
                data: components["schemas"]["AccountChange"];
                /**
                 * Format: int64
                 * @description Which history: rises at every start of the gateway.
                 */
                epoch: number;
                /**
                 * Format: int64
                 * @description Its place: counts from 1 without a hole.
                 */
                seq: number;
                source: components["schemas"]["Source"] | null;
                /** @description When it reached this machine, or was decided here. */
                ts_recv: components["schemas"]["Timestamp"];
                ts_venue: components["schemas"]["Timestamp"] | null;
                /** @description What told it: `event`, `decision`, or the name of the request that was answered. */
                via: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_FillRow: {
            /** @description Rows. */
            data: {
                /** @description True if the venue took it back: it does not count. */
                busted: boolean;
                fee: components["schemas"]["Notional"] | null;
                /** @description Asset of the fee. */
                fee_asset: string | null;
                /** @description Of what. */
                instrument: components["schemas"]["InstrumentId"];
                /** @description Why it happened. */
                kind: components["schemas"]["FillKind"];
                /** @description True if it rested and was taken. */
                maker: boolean | null;
                /** @description The order's name here. */
                order_id: string | null;
                /** @description Which position. */
                position_side: components["schemas"]["PositionSide"];
                /** @description At. */
                price: components["schemas"]["Price"];
                /** @description Base units. */
                qty: components["schemas"]["Qty"];
                realized_pnl: components["schemas"]["Notional"] | null;
                /** @description Bought or sold. */
                side: components["schemas"]["Side"];
                /** @description The venue's name of it; unique per instrument. */
                trade_id: string;
                /** @description When, by the venue's clock. */
                ts: components["schemas"]["Timestamp"];
                /** @description The order's name at the venue. */
                venue_order_id: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_FundingRow: {
            /** @description Rows. */
            data: {
                mark_price: components["schemas"]["Price"] | null;
                /** @description A ratio; longs pay when it is positive. */
                rate: components["schemas"]["Rate"];
                /** @description When it was exchanged. */
                ts: components["schemas"]["Timestamp"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_InstrumentRow: {
            /** @description Rows. */
            data: {
                /** @description The unified symbol that traders' libraries use, for example `BTC/USDT:USDT`. */
                alias: string;
                /** @description Asset that is bought or sold. */
                base: string;
                /** @description Base units of one contract; of an inverse one, quote units. */
                contract_size: components["schemas"]["Qty"];
                expiry: components["schemas"]["Timestamp"] | null;
                /** @description Its name everywhere in this API. */
                instrument: components["schemas"]["InstrumentId"];
                /**
                 * @description True where a contract is worth so much of the quote asset and is settled in the base asset: its quantities, steps and bounds
                 *     are in quote units.
                 */
                inverse: boolean;
                /** @description What kind of contract it is. */
                kind: components["schemas"]["InstrumentKind"];
                /** @description Quantities of orders are multiples of it, in base units. */
                lot_size: components["schemas"]["Qty"];
                max_qty: components["schemas"]["Qty"] | null;
                min_notional: components["schemas"]["Notional"] | null;
                min_qty: components["schemas"]["Qty"] | null;
                option: components["schemas"]["OptionTerms"] | null;
                /**
                 * Format: int32
                 * @description Decimal places of prices in its book, 0 to 18.
                 */
                price_decimals: number;
                /** @description Asset that prices are in. */
                quote: string;
                /** @description Asset that gains and losses are paid in. */
                settle: string;
                /**
                 * Format: int32
                 * @description Decimal places of sizes in its book, 0 to 18.
                 */
                size_decimals: number;
                /** @description `pending`, `trading`, `halted`, `settling` or `delisted`; else the venue's own word in lower case. */
                status: string;
                /** @description The venue's own symbol. */
                symbol: string;
                /** @description Prices of orders are multiples of it. */
                tick_size: components["schemas"]["Price"];
                /** @description Asset whose price it follows. */
                underlying: string;
                /** @description Whose it is. */
                venue: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_KeyRow: {
            /** @description Rows. */
            data: {
                /** @description Whose. */
                account: string;
                /** @description When it was first kept. */
                created_at: components["schemas"]["Timestamp"];
                /** @description Names of its parts. */
                fields: string[];
                /** @description The last characters of the part that is public; empty if it is short. */
                public_tail: string;
                rotated_at: components["schemas"]["Timestamp"] | null;
                /** @description At which venue. */
                venue: string;
                /**
                 * Format: int64
                 * @description Counts its replacements, from 1.
                 */
                version: number;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_LimitRow: {
            /** @description Rows. */
            data: {
                /** @description Whose it is, if it is an account's. */
                account: string | null;
                banned_until: components["schemas"]["Timestamp"] | null;
                /** @description The venue's name of it. */
                bucket: string;
                /**
                 * Format: int32
                 * @description Units per window.
                 */
                cap: number;
                /**
                 * Format: int64
                 * @description How often the slowest polled channel is asked for, in milliseconds; `null` while nothing is polled.
                 */
                poll_interval_ms: number | null;
                /** @description Whether polling goes on. */
                polling: components["schemas"]["Polling"];
                /** @description Requests that wait. */
                queued: number;
                /**
                 * Format: int32
                 * @description Units that only cancels may use.
                 */
                reserved_for_cancels: number;
                /** @description When the window ends. */
                resets_at: components["schemas"]["Timestamp"];
                /** @description Who shares it, for example everybody at this address. */
                scope: string;
                /**
                 * Format: int32
                 * @description Units used in this window.
                 */
                used: number;
                /** @description Whose. */
                venue: string;
                /**
                 * Format: int64
                 * @description Length of its window, in milliseconds.
                 */
                window_ms: number;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_OrderRow: {
            /** @description Rows. */
            data: {
                /** @description Who has said yes. */
                accepted_by: components["schemas"]["AcceptedBy"];
                activation_price: components["schemas"]["Price"] | null;
                /** @description Whose key it was sent with. */
                actor: string | null;
                average_price: components["schemas"]["Price"] | null;
                /** @description The name that it was sent under. */
                client_order_id: string | null;
                /** @description Closes the whole position when triggered. */
                close_position: boolean;
                /** @description When it was wanted, or first seen. */
                created_at: components["schemas"]["Timestamp"];
                /** @description Executed so far, in base units; never falls. */
                executed_qty: components["schemas"]["Qty"];
                expires_at: components["schemas"]["Timestamp"] | null;
                /** @description For what. */
                instrument: components["schemas"]["InstrumentId"];
                /** @description Its name here: the client order id of what went through this gateway. */
                order_id: string;
                /** @description Who placed it. */
                origin: components["schemas"]["OrderOrigin"];
                position_side: components["schemas"]["PositionSide"] | null;
                /** @description Refused rather than take. */
                post_only: boolean;
                price: components["schemas"]["Price"] | null;
                qty: components["schemas"]["Qty"] | null;
                /** @description Why it ended, or why it is not known whether the venue has it. */
                reason: string | null;
                /** @description Never opens or enlarges a position. */
                reduce_only: boolean;
                /** @description The venue's code of a refusal. */
                refusal_code: string | null;
                route: components["schemas"]["Source"] | null;
                side: components["schemas"]["Side"] | null;
                /** @description How far it has come; `unknown` until the venue's evidence tells. */
                status: components["schemas"]["OrderStatus"];
                time_in_force: components["schemas"]["TimeInForce"] | null;
                trailing_amount: components["schemas"]["Price"] | null;
                trailing_percent: components["schemas"]["Rate"] | null;
                trigger_by: components["schemas"]["TriggerBy"] | null;
                trigger_price: components["schemas"]["Price"] | null;
                type: components["schemas"]["OrderType"] | null;
                updated_at: components["schemas"]["Timestamp"] | null;
                /** @description The venue's name of it; unique per instrument. */
                venue_order_id: string | null;
                /** @description The venue's own word for that. */
                venue_status: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_PositionRow: {
            /** @description Rows. */
            data: {
                break_even_price: components["schemas"]["Price"] | null;
                entry_price: components["schemas"]["Price"] | null;
                /** @description In what. */
                instrument: components["schemas"]["InstrumentId"];
                isolated_margin: components["schemas"]["Notional"] | null;
                leverage: components["schemas"]["Rate"] | null;
                liquidation_price: components["schemas"]["Price"] | null;
                margin_mode: components["schemas"]["MarginMode"] | null;
                mark_price: components["schemas"]["Price"] | null;
                /** @description Which of the instrument's positions. */
                position_side: components["schemas"]["PositionSide"];
                protection: components["schemas"]["ProtectionRow"] | null;
                /** @description Base units; negative is short. */
                qty: components["schemas"]["Qty"];
                /** @description When it changed last, by the venue's clock. */
                ts: components["schemas"]["Timestamp"];
                unrealized_pnl: components["schemas"]["Notional"] | null;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_RepairRow: {
            /** @description Rows. */
            data: {
                /** @description Why. */
                cause: components["schemas"]["RepairCause"];
                /** @description Which data. */
                channel: string;
                /** @description When it was noticed. */
                detected_at: components["schemas"]["Timestamp"];
                /**
                 * Format: int64
                 * @description Rows brought back.
                 */
                found: number;
                /** @description Unique within one run of the gateway; ids begin anew with every start. */
                id: string;
                /** @description Shared by the receipts of one cause, for example one lost connection. */
                incident: string;
                instrument: components["schemas"]["InstrumentId"] | null;
                missed: components["schemas"]["MissedRow"] | null;
                /** @description The whole in one sentence. */
                note: string;
                /** @description Why, in words. */
                reason: string;
                /** @description When the data was complete again. */
                repaired_at: components["schemas"]["Timestamp"];
                /** @description Where it was found. */
                source: components["schemas"]["RepairSource"];
                /**
                 * Format: int64
                 * @description How long that took, in milliseconds.
                 */
                took_ms: number;
                /** @description Whose. */
                venue: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_SettingRow: {
            /** @description Rows. */
            data: {
                instrument: components["schemas"]["InstrumentId"] | null;
                /**
                 * @description `hedge_mode`, `multi_asset`, `may_trade`, `leverage`, `margin_mode` (of an instrument, or of the whole account), `auto_top_up`,
                 *     `preference.NAME` under the venue's name of it, or `mmp.ASSET.GROUP`.
                 */
                setting: string;
                /** @description `true` or `false`, a decimal, `cross`, `isolated` or `portfolio`, or limits in words. */
                value: string;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_TokenRow: {
            /** @description Rows. */
            data: {
                /** @description Accounts that it sees and commands; `null` for all. */
                accounts: string[] | null;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description By whom. */
                created_by: string;
                expires_at: components["schemas"]["Timestamp"] | null;
                /** @description Its name among all tokens that ever were. */
                id: string;
                /** @description Instruments that it trades; `null` for all. */
                instruments: components["schemas"]["InstrumentId"][] | null;
                max_daily_notional: components["schemas"]["Notional"] | null;
                max_order_notional: components["schemas"]["Notional"] | null;
                /** @description What the history and the audit trail call its holder. */
                name: string;
                /** @description True if it sends only what cannot enlarge a position. */
                reduce_only: boolean;
                revoked_at: components["schemas"]["Timestamp"] | null;
                /** @description Which doors it opens. */
                scope: components["schemas"]["TokenScope"];
                /** @description Whether it opens them now. */
                state: components["schemas"]["TokenState"];
                /** @description Venues whose accounts it sees and commands; `null` for all. */
                venues: string[] | null;
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_TradeRow: {
            /** @description Rows. */
            data: {
                /** @description The venue's id; rises with time within an instrument. */
                id: components["schemas"]["VenueNumber"];
                /** @description Price. */
                price: components["schemas"]["Price"];
                /** @description The taker's side. */
                side: components["schemas"]["Side"];
                /** @description Size, in base units. */
                size: components["schemas"]["Qty"];
                /** @description The venue's time of it. */
                ts: components["schemas"]["Timestamp"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_TransactionRow: {
            /** @description Rows. */
            data: {
                /** @description How much; negative is paid. */
                amount: components["schemas"]["Notional"];
                /** @description Of which asset. */
                asset: string;
                /** @description The venue's name of it; unique together with `kind` and `asset`. */
                id: string;
                instrument: components["schemas"]["InstrumentId"] | null;
                /** @description `transfer`, `realized_pnl`, `funding`, `fee`, `insurance`, `rebate`, `settlement`, `conversion`, or the venue's own word. */
                kind: string;
                /** @description For which fill, if any. */
                trade_id: string | null;
                /** @description When, by the venue's clock. */
                ts: components["schemas"]["Timestamp"];
            }[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description A page of rows and where the next one begins. */
        Page_VenueRow: {
            /** @description Rows. */
            data: (components["schemas"]["VenueState"] & {
                /** @description What it offers. */
                capabilities: components["schemas"]["Capabilities"];
                /** @description By how much that may be wrong, in milliseconds, as a decimal with six places. */
                clock_error_ms: string | null;
                /** @description Venue clock minus ours, in milliseconds, as a decimal with six places; `null` until it was measured. */
                clock_offset_ms: string | null;
                /** @description True for a simulator that the demo started. */
                demo: boolean;
                /** @description `prod`, `testnet`, another name that the venue gives to a world of its own, or `url` where addresses were configured. */
                environment: string;
                /** @description Its name for people. */
                name: string;
            })[];
            /** @description Give this back as `cursor`, with the other parameters as they were; `null` after the last page. */
            next: string | null;
        };
        /** @description What came of an account's trading in a period. */
        PerformanceAnswer: {
            /** @description Whose. */
            account: string;
            /** @description One row for each asset, by its name; different assets are never added. */
            assets: components["schemas"]["PerformanceRow"][];
            /** @description False if there is more before `since` than is looked at for one answer: then the sums begin there. */
            complete: boolean;
            /**
             * Format: int64
             * @description Which history.
             */
            epoch: number;
            /** @description What kind of money it holds: different kinds are never added. */
            money: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description The last event of the history that is counted in.
             */
            seq: number;
            since: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int64
             * @description Fills that nobody can say the settlement asset of; they are in no sum.
             */
            unplaced_fills: number;
        };
        /**
         * @description What came of trading that is settled in one asset. All amounts are exact sums; averages are rounded to 8 places, shares and factors
         *     to 4.
         */
        PerformanceRow: {
            /** @description Which asset. */
            asset: string;
            average_loss: components["schemas"]["Notional"] | null;
            average_win: components["schemas"]["Notional"] | null;
            best_trade: components["schemas"]["Notional"] | null;
            /** @description The net result after each change, oldest first: at most 400 points, which keep the highest and the lowest. */
            curve: components["schemas"]["CurvePoint"][];
            /** @description Fees of fills; above zero is paid. */
            fees: components["schemas"]["Notional"];
            /**
             * Format: int64
             * @description Fills that settle in this asset.
             */
            fills: number;
            /** @description Funding; below zero is paid. */
            funding: components["schemas"]["Notional"];
            /**
             * Format: int64
             * @description Those that cost something.
             */
            lost: number;
            max_drawdown: components["schemas"]["DrawdownRow"] | null;
            /** @description All of these together. Transfers are no profit and not in it. */
            net_pnl: components["schemas"]["Notional"];
            /** @description Rebates, settlements, the insurance fund and what the venue alone has a word for. */
            other: components["schemas"]["Notional"];
            /**
             * Format: int64
             * @description Of these, fills of which a fee or a profit is not known: they are missing in the sums.
             */
            pending_fills: number;
            profit_factor: components["schemas"]["Rate"] | null;
            /** @description Profit of what was closed, without fees. */
            realized_pnl: components["schemas"]["Notional"];
            /**
             * Format: int64
             * @description Trades that were closed: each from flat to flat, profit less fees.
             */
            trades: number;
            /** @description Price times quantity of all fills. */
            volume: components["schemas"]["Notional"];
            win_rate: components["schemas"]["Rate"] | null;
            /**
             * Format: int64
             * @description Those that brought something.
             */
            won: number;
            worst_trade: components["schemas"]["Notional"] | null;
        };
        /** @description Are you there? */
        PingOp: {
            /**
             * Format: int64
             * @description Comes back in the answer.
             */
            id?: number | null;
            /** @enum {string} */
            op: "ping";
        };
        /** @description A place in a history. */
        Place: {
            /**
             * Format: int64
             * @description Which history.
             */
            epoch: number;
            /**
             * Format: int64
             * @description What came last.
             */
            seq: number;
        };
        /** @description What an account with play money has now. */
        PlayMoney: {
            /** @description Whose. */
            account: string;
            /** @description One row for each asset that it ever had. */
            balances: components["schemas"]["BalanceRow"][];
        };
        /**
         * @description Whether polling goes on: `idle` (nothing is polled), `admitted` (something is, within the budget) or `refused` (something
         *     ought to be, and the budget does not allow it now).
         * @enum {string}
         */
        Polling: "idle" | "admitted" | "refused";
        /** @description Answer to a ping. */
        PongNote: {
            /**
             * Format: int64
             * @description The request's; `null` if it had none.
             */
            id: number | null;
            /** @enum {string} */
            type: "pong";
        };
        /** @description What a venue reckons of the margin of a whole portfolio. */
        PortfolioMarginRow: {
            /** @description True if the venue says that it may close, or is closing. */
            at_risk: boolean;
            /** @description Set aside for it now. */
            blocked: components["schemas"]["Notional"];
            /** @description The least that it asks for, however small the risk. */
            floor: components["schemas"]["Notional"];
            /** @description The index that the positions follow, by the venue's name of it. */
            index: string;
            /** @description Needed to open. */
            initial: components["schemas"]["Notional"];
            /** @description Needed to keep: below it the venue closes. */
            maintenance: components["schemas"]["Notional"];
            /** @description The worst loss of the shocks that the venue reckons with. */
            risk: components["schemas"]["Notional"];
            shortfall: components["schemas"]["Notional"] | null;
            /** @description When it was so, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
            /** @description Profit of its positions at the mark. */
            unrealized_pnl: components["schemas"]["Notional"];
        };
        /** @description A change of a position's terms: one of them. */
        PositionChange: {
            /** @description Whether the venue adds margin to the isolated position by itself before it would close it. */
            auto_top_up?: boolean;
            /** @description Times the margin. */
            leverage?: components["schemas"]["Rate"];
            /** @description Margin to be added to an isolated position, in the settlement asset; negative takes away. */
            margin?: components["schemas"]["Notional"];
            /** @description Cross or isolated. */
            margin_mode?: components["schemas"]["MarginMode"];
            /** @description Whose margin; needed in hedge mode. */
            position_side?: components["schemas"]["PositionSide"];
        };
        /** @description One position. */
        PositionRow: {
            break_even_price: components["schemas"]["Price"] | null;
            entry_price: components["schemas"]["Price"] | null;
            /** @description In what. */
            instrument: components["schemas"]["InstrumentId"];
            isolated_margin: components["schemas"]["Notional"] | null;
            leverage: components["schemas"]["Rate"] | null;
            liquidation_price: components["schemas"]["Price"] | null;
            margin_mode: components["schemas"]["MarginMode"] | null;
            mark_price: components["schemas"]["Price"] | null;
            /** @description Which of the instrument's positions. */
            position_side: components["schemas"]["PositionSide"];
            protection: components["schemas"]["ProtectionRow"] | null;
            /** @description Base units; negative is short. */
            qty: components["schemas"]["Qty"];
            /** @description When it changed last, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
            unrealized_pnl: components["schemas"]["Notional"] | null;
        };
        /**
         * @description Which of an instrument's positions is meant.
         * @enum {string}
         */
        PositionSide: "both" | "long" | "short";
        /** @description What the venue charges and demands in an instrument, and what is set there. */
        PositionTerms: {
            /** @description Whether the venue adds margin by itself, as far as it told. */
            auto_top_up: boolean | null;
            /** @description In which. */
            instrument: components["schemas"]["InstrumentId"];
            leverage: components["schemas"]["Rate"] | null;
            maker_rate: components["schemas"]["Rate"] | null;
            max_leverage: components["schemas"]["Rate"] | null;
            /** @description Least that can be set. */
            min_leverage: components["schemas"]["Rate"];
            taker_rate: components["schemas"]["Rate"] | null;
        };
        /** @description What an order would come to. A figure is `null` where something is missing that it needs, and `needs` says what. */
        PreviewFigures: {
            average_price: components["schemas"]["Price"] | null;
            book_qty: components["schemas"]["Qty"] | null;
            initial_margin: components["schemas"]["Notional"] | null;
            leverage: components["schemas"]["Rate"] | null;
            liquidation_price: components["schemas"]["Price"] | null;
            maker_fee: components["schemas"]["Notional"] | null;
            maker_rate: components["schemas"]["Rate"] | null;
            /** @description What is missing for the figures that are `null`. */
            needs: components["schemas"]["PreviewNeed"][];
            taker_fee: components["schemas"]["Notional"] | null;
            taker_rate: components["schemas"]["Rate"] | null;
            value: components["schemas"]["Notional"] | null;
            worst_price: components["schemas"]["Price"] | null;
        };
        /** @description What a figure needs that is not there. */
        PreviewNeed: {
            /** @description The member that is `null`. */
            figure: string;
            /** @description What it needs, in words. */
            needs: string;
        };
        /** @description An order that could leave now, and what it would come to. Estimates of this moment: the market moves, the venue decides. */
        PreviewRow: components["schemas"]["PreviewFigures"] & {
            /** @description The name that it would have been sent under. */
            client_order_id: string;
            /** @description Always true; an order that could not leave is a problem document. */
            sound: boolean;
        };
        /** @description A price, in units of the quote asset per unit of the base asset. */
        Price: string;
        /** @description A problem document, RFC 9457: the one form of every error. */
        Problem: {
            /** @description Why, for programs; stable. */
            code: components["schemas"]["Code"];
            /** @description What is wrong here, for people; its words may change. */
            detail: string;
            /** @description The parameter or the member of the body at fault. */
            field?: string;
            /** @description What became of the request. */
            outcome: components["schemas"]["Outcome"];
            /** @description True if the same request may go through later. */
            retryable: boolean;
            /**
             * Format: int32
             * @description The status, as in the answer's first line.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Always `about:blank`: `code` says more. */
            type: string;
            /** @description The venue's own code. */
            venue_code?: string;
            /** @description The venue's own words. */
            venue_message?: string;
        };
        /** @description How a position is protected. */
        ProtectionRow: {
            /** @description Brackets that are to protect it. */
            brackets: string[];
            /** @description How much of it is covered by stops that the venue has, in base units; those that were placed elsewhere count. */
            covered_qty: components["schemas"]["Qty"];
            since: components["schemas"]["Timestamp"] | null;
            /** @description Whether it is. */
            state: components["schemas"]["ProtectionState"];
        };
        /**
         * @description Whether a position is protected.
         * @enum {string}
         */
        ProtectionState: "protected" | "partly" | "protecting" | "unprotected" | "none";
        /** @description A position, or a part of one, that is there already. */
        ProtectRequest: {
            /**
             * @description `venue:symbol`, or a unified symbol.
             * @example venue:SYMBOL
             */
            instrument: string;
            /** @description Which position; only in hedge mode. */
            position_side?: components["schemas"]["PositionSide"];
            /** @description How much of it, in base units; all of it, whatever it becomes, if absent. */
            qty?: components["schemas"]["Qty"];
        };
        /** @description A quantity, in units of the base asset (contracts are converted where a venue's wire is decoded). */
        Qty: string;
        /** @description How a venue counts what is asked. */
        QuotaRow: {
            /**
             * Format: int64
             * @description Its number.
             */
            count: number;
            /** @description When it counts anew, in milliseconds from its answer on. */
            resets_in_ms: string;
        };
        /** @description Best price and size of one side. */
        Quote: {
            /** @description Price. */
            price: components["schemas"]["Price"];
            /** @description Size in base units. */
            size: components["schemas"]["Qty"];
        };
        /** @description A ratio: a funding rate of `0.0001` is one basis point; a change of `1.5` percent is `1.5` where a field says percent. */
        Rate: string;
        /** @description Whether every answer is honest by now. */
        Readiness: {
            /** @description True once every venue is either loaded or known to be out of reach. */
            ready: boolean;
            /** @description Each venue. */
            venues: components["schemas"]["VenueHealth"][];
        };
        /** @description Why one order of a batch was refused. */
        RefusalRow: {
            /** @description Why, for programs. */
            code: string;
            /** @description What is wrong, for people. */
            detail: string;
            /** @description The field at fault. */
            field: string | null;
            /** @description What became of it. */
            outcome: components["schemas"]["Outcome"];
            /** @description True if the same again may go through later. */
            retryable: boolean;
            /** @description The venue's own code. */
            venue_code: string | null;
            /** @description The venue's own words. */
            venue_message: string | null;
        };
        /**
         * @description Why something had to be repaired: `gap` (a sequence number was skipped), `link_down` (the connection was lost), `silent` (the
         *     channel fell silent while its connection lived), `reset` (the venue's numbers began anew), `crossed` (best bid at or above
         *     best ask) or `precision` (a value needs more decimals than the instrument had).
         * @enum {string}
         */
        RepairCause: "gap" | "link_down" | "silent" | "reset" | "crossed" | "precision";
        /** @description A receipt: proof that a gap was closed. One for each channel of each instrument. */
        RepairRow: {
            /** @description Why. */
            cause: components["schemas"]["RepairCause"];
            /** @description Which data. */
            channel: string;
            /** @description When it was noticed. */
            detected_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description Rows brought back.
             */
            found: number;
            /** @description Unique within one run of the gateway; ids begin anew with every start. */
            id: string;
            /** @description Shared by the receipts of one cause, for example one lost connection. */
            incident: string;
            instrument: components["schemas"]["InstrumentId"] | null;
            missed: components["schemas"]["MissedRow"] | null;
            /** @description The whole in one sentence. */
            note: string;
            /** @description Why, in words. */
            reason: string;
            /** @description When the data was complete again. */
            repaired_at: components["schemas"]["Timestamp"];
            /** @description Where it was found. */
            source: components["schemas"]["RepairSource"];
            /**
             * Format: int64
             * @description How long that took, in milliseconds.
             */
            took_ms: number;
            /** @description Whose. */
            venue: string;
        };
        /**
         * @description Where what was missed was found: `stream` (what came showed that nothing was) or `rest` (an answer brought it).
         * @enum {string}
         */
        RepairSource: "stream" | "rest";
        /** @description An account with play money that is to begin anew. */
        ResetRequest: {
            /** @description What it begins with; what is configured, if absent. */
            deposits?: components["schemas"]["DepositRequest"][];
        };
        ServerMessage: (components["schemas"]["AccountSnapshotMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["AccountChangeMessage"] & {
            /** @constant */
            type: "event";
        }) | components["schemas"]["StateNote"] | components["schemas"]["AuthenticatedNote"] | (components["schemas"]["BboRowMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["BboRowMessage"] & {
            /** @constant */
            type: "event";
        }) | (components["schemas"]["BookDataMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["BookDataMessage"] & {
            /** @constant */
            type: "event";
        }) | (components["schemas"]["CandlesDataMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["CandlesDataMessage"] & {
            /** @constant */
            type: "event";
        }) | (components["schemas"]["ConnectionsSnapshotMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["ConnectionsChangeMessage"] & {
            /** @constant */
            type: "event";
        }) | components["schemas"]["ErrorNote"] | components["schemas"]["GapNote"] | components["schemas"]["HeartbeatNote"] | components["schemas"]["HelloNote"] | (components["schemas"]["MarkPriceMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["MarkPriceMessage"] & {
            /** @constant */
            type: "event";
        }) | components["schemas"]["PongNote"] | components["schemas"]["SubscribedNote"] | (components["schemas"]["SystemSnapshotMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["SystemChangeMessage"] & {
            /** @constant */
            type: "event";
        }) | (components["schemas"]["TickerMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["TickerMessage"] & {
            /** @constant */
            type: "event";
        }) | (components["schemas"]["TradesDataMessage"] & {
            /** @constant */
            type: "snapshot";
        }) | (components["schemas"]["TradesDataMessage"] & {
            /** @constant */
            type: "event";
        }) | components["schemas"]["UnsubscribedNote"];
        /** @description Who asks, and whom. */
        Session: {
            /** @description Who, as the history would call them: `token`, `login`, or the name of a token. */
            actor: string | null;
            /** @description True if the request bore a valid credential. */
            authenticated: boolean;
            /** @description True for a demo on simulators. */
            demo: boolean;
            scope: components["schemas"]["TokenScope"] | null;
            /** @description The program's version. */
            version: string;
        };
        /** @description A login link's ticket. */
        SessionRequest: {
            /** @description What stands after `#ticket=` in the link. */
            ticket: string;
        };
        /** @description A login. */
        SessionStarted: {
            /** @description Always true. */
            authenticated: boolean;
            /** @description When it ends. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description One setting. */
        SettingRow: {
            instrument: components["schemas"]["InstrumentId"] | null;
            /**
             * @description `hedge_mode`, `multi_asset`, `may_trade`, `leverage`, `margin_mode` (of an instrument, or of the whole account), `auto_top_up`,
             *     `preference.NAME` under the venue's name of it, or `mmp.ASSET.GROUP`.
             */
            setting: string;
            /** @description `true` or `false`, a decimal, `cross`, `isolated` or `portfolio`, or limits in words. */
            value: string;
        };
        /** @description A change of an account's settings: one of them. */
        SettingsChange: {
            /** @description Long and short beside each other, or one net position. */
            hedge_mode?: boolean;
            /** @description What backs all positions, where the venue has one mode for the whole account. */
            margin_mode?: components["schemas"]["AccountMargin"];
            /** @description Limits of market-maker protection. */
            mmp?: components["schemas"]["MakerProtection"];
            /** @description Lets a market maker's frozen orders trade again. */
            mmp_reset?: components["schemas"]["MmpGroup"];
            /** @description Assets back each other's positions. */
            multi_asset?: boolean;
            /** @description Trading preferences under the venue's own names; what is not named stays. */
            preferences?: {
                [key: string]: boolean;
            };
        };
        /**
         * @description `buy` or `sell`. For a public trade it is the taker's side: a buyer takes from the asks.
         * @enum {string}
         */
        Side: "buy" | "sell";
        /**
         * @description Whether a fact came by a stream (`ws`) or by an answer (`rest`).
         * @enum {string}
         */
        Source: "ws" | "rest";
        /**
         * @description The one kind of a message about freshness.
         * @enum {string}
         */
        StateKind: "state";
        /** @description A change of freshness without new data; takes no `seq` of its own. */
        StateNote: {
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description Sequence number that a gap should have had. */
            expected: string | null;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /** @description Sequence number that came. */
            got: string | null;
            /** @description Why it is not live, in words. */
            reason: string | null;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            /** @description Which topic. */
            topic: string;
            /** @description When this was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            /** @description Tells it from data. */
            type: components["schemas"]["StateKind"];
        };
        /** @description Snapshots of these follow. */
        SubscribedNote: {
            /**
             * Format: int64
             * @description The request's; `null` if it had none.
             */
            id: number | null;
            /** @description Canonical names. */
            topics: string[];
            /** @enum {string} */
            type: "subscribed";
        };
        /** @description Begin; a topic that is subscribed already gets a fresh snapshot. */
        SubscribeOp: {
            /**
             * @description Where a lossless topic (`account.…`) is taken up again: what came last of it, by its name. What followed since is
             *     handed over; if that place is not held any more, `gap` says so and a snapshot follows.
             */
            after?: {
                [key: string]: components["schemas"]["Place"];
            };
            /**
             * Format: int64
             * @description Comes back in the answer.
             */
            id?: number | null;
            /** @enum {string} */
            op: "subscribe";
            /** @description Their names, for example `bbo.binance:BTCUSDT`, `candles.binance:BTCUSDT.1m`, `connections`. */
            topics: string[];
        };
        /** @description `data` of an event of topic `system`. */
        SystemChange: {
            /** @description New ones; empty if they concern accounts that are not to be seen. */
            announcements: components["schemas"]["Announcement"][];
        };
        /** @description Data of a topic. */
        SystemChangeMessage: {
            data: components["schemas"]["SystemChange"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description `data` of a snapshot of topic `system`. */
        SystemSnapshot: {
            /** @description The last 200 since then, newest first. */
            announcements: components["schemas"]["Announcement"][];
            /** @description When it started. */
            started_at: components["schemas"]["Timestamp"];
            /** @description The gateway's version. */
            version: string;
        };
        /** @description Data of a topic. */
        SystemSnapshotMessage: {
            data: components["schemas"]["SystemSnapshot"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description A rolling day of one instrument. */
        Ticker: {
            change: components["schemas"]["Price"] | null;
            change_pct: components["schemas"]["Rate"] | null;
            close_ts: components["schemas"]["Timestamp"] | null;
            high: components["schemas"]["Price"] | null;
            last: components["schemas"]["Price"] | null;
            low: components["schemas"]["Price"] | null;
            open: components["schemas"]["Price"] | null;
            open_ts: components["schemas"]["Timestamp"] | null;
            quote_volume: components["schemas"]["Notional"] | null;
            volume: components["schemas"]["Qty"] | null;
            weighted_avg: components["schemas"]["Price"] | null;
        };
        /** @description Rolling day, best quotes and mark price; what is not known yet is `null`. */
        TickerAnswer: {
            /**
             * Format: int64
             * @description Milliseconds since the oldest of the three arrived.
             */
            age_ms: number | null;
            bbo: components["schemas"]["BboRow"] | null;
            /** @description The least current of the three. */
            freshness: components["schemas"]["Freshness"];
            /** @description Whose. */
            instrument: components["schemas"]["InstrumentId"];
            mark: components["schemas"]["MarkPrice"] | null;
            ticker: components["schemas"]["Ticker"] | null;
        };
        /** @description Data of a topic. */
        TickerMessage: {
            data: components["schemas"]["Ticker"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description Good once, until it expires. */
        Ticket: {
            /** @description When it is worth nothing any more. */
            expires_at: components["schemas"]["Timestamp"];
            /** @description Secret. */
            ticket: string;
        };
        /**
         * @description How long an order stays.
         * @enum {string}
         */
        TimeInForce: "gtc" | "ioc" | "fok" | "gtd";
        /**
         * Format: date-time
         * @description A point in time: RFC 3339 in UTC with nine decimal places.
         * @example 2026-11-21T09:22:57.097000000Z
         */
        Timestamp: string;
        /** @description A token that was just made. */
        TokenMade: components["schemas"]["TokenRow"] & {
            /** @description The token itself: shown this once, kept by nobody here. */
            token: string;
        };
        /** @description A token, without the token itself. */
        TokenRow: {
            /** @description Accounts that it sees and commands; `null` for all. */
            accounts: string[] | null;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description By whom. */
            created_by: string;
            expires_at: components["schemas"]["Timestamp"] | null;
            /** @description Its name among all tokens that ever were. */
            id: string;
            /** @description Instruments that it trades; `null` for all. */
            instruments: components["schemas"]["InstrumentId"][] | null;
            max_daily_notional: components["schemas"]["Notional"] | null;
            max_order_notional: components["schemas"]["Notional"] | null;
            /** @description What the history and the audit trail call its holder. */
            name: string;
            /** @description True if it sends only what cannot enlarge a position. */
            reduce_only: boolean;
            revoked_at: components["schemas"]["Timestamp"] | null;
            /** @description Which doors it opens. */
            scope: components["schemas"]["TokenScope"];
            /** @description Whether it opens them now. */
            state: components["schemas"]["TokenState"];
            /** @description Venues whose accounts it sees and commands; `null` for all. */
            venues: string[] | null;
        };
        /**
         * @description Which doors a token opens.
         * @enum {string}
         */
        TokenScope: "read" | "trade" | "admin";
        /**
         * @description Whether a token opens anything.
         * @enum {string}
         */
        TokenState: "valid" | "expired" | "revoked";
        /** @description One trade. */
        TradeRow: {
            /** @description The venue's id; rises with time within an instrument. */
            id: components["schemas"]["VenueNumber"];
            /** @description Price. */
            price: components["schemas"]["Price"];
            /** @description The taker's side. */
            side: components["schemas"]["Side"];
            /** @description Size, in base units. */
            size: components["schemas"]["Qty"];
            /** @description The venue's time of it. */
            ts: components["schemas"]["Timestamp"];
        };
        /** @description Trades as the stream has them. */
        TradesData: {
            /** @description Newest first, at most 100. */
            trades: components["schemas"]["TradeRow"][];
        };
        /** @description Data of a topic. */
        TradesDataMessage: {
            data: components["schemas"]["TradesData"] | null;
            /**
             * Format: int64
             * @description Which history: rises at every start of the gateway, and whenever the topic begins anew.
             */
            epoch: number;
            /** @description How current. */
            freshness: components["schemas"]["Freshness"];
            /**
             * Format: int64
             * @description Changes that this stands for and that were not handed over.
             */
            merged: number;
            /**
             * Format: int64
             * @description Place in that history: an event follows if the epoch is the same and this is one more.
             */
            seq: number;
            source: components["schemas"]["Source"] | null;
            /** @description Which topic. */
            topic: string;
            /** @description When it was published. */
            ts_emit: components["schemas"]["Timestamp"];
            ts_recv: components["schemas"]["Timestamp"] | null;
            ts_venue: components["schemas"]["Timestamp"] | null;
            /** @description Snapshot or event. */
            type: components["schemas"]["Kind"];
        };
        /** @description One movement of money. */
        TransactionRow: {
            /** @description How much; negative is paid. */
            amount: components["schemas"]["Notional"];
            /** @description Of which asset. */
            asset: string;
            /** @description The venue's name of it; unique together with `kind` and `asset`. */
            id: string;
            instrument: components["schemas"]["InstrumentId"] | null;
            /** @description `transfer`, `realized_pnl`, `funding`, `fee`, `insurance`, `rebate`, `settlement`, `conversion`, or the venue's own word. */
            kind: string;
            /** @description For which fill, if any. */
            trade_id: string | null;
            /** @description When, by the venue's clock. */
            ts: components["schemas"]["Timestamp"];
        };
        /**
         * @description Which path a venue's data takes now: `ws` (streams), `http` (polling) or `down` (none).
         * @enum {string}
         */
        Transport: "ws" | "http" | "down";
        /**
         * @description Which price moves a trigger.
         * @enum {string}
         */
        TriggerBy: "last" | "mark";
        /** @description Nothing more of these follows. */
        UnsubscribedNote: {
            /**
             * Format: int64
             * @description The request's; `null` if it had none.
             */
            id: number | null;
            /** @description Canonical names. */
            topics: string[];
            /** @enum {string} */
            type: "unsubscribed";
        };
        /** @description End. */
        UnsubscribeOp: {
            /**
             * Format: int64
             * @description Comes back in the answer.
             */
            id?: number | null;
            /** @enum {string} */
            op: "unsubscribe";
            /** @description Their names, for example `bbo.binance:BTCUSDT`, `candles.binance:BTCUSDT.1m`, `connections`. */
            topics: string[];
        };
        /** @description Whether a venue can be asked. */
        VenueHealth: {
            /** @description True once its instruments are loaded. */
            ready: boolean;
            /** @description Why not, in words; absent while it is being tried for the first time. */
            reason: string | null;
            /** @description Which. */
            venue: string;
        };
        /** @description A number of a venue's as text: it may be larger than what programs keep exactly in a float. */
        VenueNumber: string;
        /** @description A venue: its state, and what it offers. */
        VenueRow: components["schemas"]["VenueState"] & {
            /** @description What it offers. */
            capabilities: components["schemas"]["Capabilities"];
            /** @description By how much that may be wrong, in milliseconds, as a decimal with six places. */
            clock_error_ms: string | null;
            /** @description Venue clock minus ours, in milliseconds, as a decimal with six places; `null` until it was measured. */
            clock_offset_ms: string | null;
            /** @description True for a simulator that the demo started. */
            demo: boolean;
            /** @description `prod`, `testnet`, another name that the venue gives to a world of its own, or `url` where addresses were configured. */
            environment: string;
            /** @description Its name for people. */
            name: string;
        };
        /** @description A venue's state. */
        VenueState: {
            /** @description How current its data is: the least current of what is held. */
            freshness: components["schemas"]["Freshness"];
            /** @description What kind of money moves there. */
            money: components["schemas"]["Money"];
            next_try_at: components["schemas"]["Timestamp"] | null;
            /** @description Why it is not live, in words. */
            reason: string | null;
            /** @description Since when it is so. */
            since: components["schemas"]["Timestamp"];
            /** @description Which path its data takes. */
            transport: components["schemas"]["Transport"];
            /** @description Its name, as it begins the names of its instruments. */
            venue: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    trade_manually: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description What is to be traded. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManualTrade"];
            };
        };
        responses: {
            /** @description It was executed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualTraded"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccountRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_paper_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description It is there. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlayMoney"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_balances: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BalanceRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_brackets: {
        parameters: {
            query?: {
                /** @description Which; those that are not over if absent. */
                status?: "open" | "closed" | "all";
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BracketRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_bracket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description The bracket. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BracketRequest"];
            };
        };
        responses: {
            /** @description The bracket as it is now; the stream tells of its legs. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BracketAnswer"];
                };
            };
            /** @description The entry left, and what became of it is not known yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BracketAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_bracket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The bracket's name here: that of its entry, where it has one. */
                bracket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bracket as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BracketRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account`, `unknown_bracket` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_bracket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The bracket's name here: that of its entry, where it has one. */
                bracket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancels are on their way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BracketAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_bracket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The bracket's name here: that of its entry, where it has one. */
                bracket: string;
            };
            cookie?: never;
        };
        /** @description What is to change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BracketEdit"];
            };
        };
        responses: {
            /** @description The bracket as it is now; the stream tells when the venue has it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BracketAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The venue takes the key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_dead_man: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadManRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    arm_dead_man: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description How long the gateway may be gone. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadManRequest"];
            };
        };
        responses: {
            /** @description As it stands; `covered` grows as the venue confirms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadManRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disarm_dead_man: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadManRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deposit_play_money: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositRequest"];
            };
        };
        responses: {
            /** @description What it has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlayMoney"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_list: {
        parameters: {
            query: {
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description Which list. */
                list: "fills" | "orders" | "transactions";
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetch_past: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description What is wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FetchRequest"];
            };
        };
        responses: {
            /** @description It is in the account's history. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FetchedAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_fills: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of fills. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FillRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freeze_paper_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Frozen"];
            };
        };
        responses: {
            /** @description What it has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlayMoney"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_on_kill_switch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_off_kill_switch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is off. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
                /** @description Which; `open` if absent. */
                status?: "open" | "closed" | "all";
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of orders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description The order. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderRequest"];
            };
        };
        responses: {
            /** @description The order as it is now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description It left, and what became of it is not known yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_orders: {
        parameters: {
            query?: {
                /** @description Those that were placed elsewhere, too; without it only what went through this gateway. */
                external?: boolean;
                /** @description Only of this instrument. */
                instrument?: string;
            };
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancels are on their way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelAllAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The order's name here. */
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account`, `unknown_order` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The order's name here. */
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order as it ended; it may have been filled before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The order's name here. */
                order: string;
            };
            cookie?: never;
        };
        /** @description The new terms. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditRequest"];
            };
        };
        responses: {
            /** @description The order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /** @description The order's name here. */
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account`, `unknown_order` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description The orders. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description What became of each, in the order in which they were asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BatchRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_orders_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description Which. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchCancelRequest"];
            };
        };
        responses: {
            /** @description What became of each, in the order in which they were asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BatchRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description The new terms. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchEditRequest"];
            };
        };
        responses: {
            /** @description What became of each, in the order in which they were asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BatchRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description The order. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderRequest"];
            };
        };
        responses: {
            /** @description It could leave now, and what it would come to. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_performance: {
        parameters: {
            query?: {
                /** @description Not before this time of the venue, RFC 3339 with any offset. */
                from?: string;
                /** @description Not after this time of the venue, RFC 3339 with any offset. */
                to?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row for each asset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_positions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PositionRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_positions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders that close them; empty if there was nothing to close. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BatchRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    position_terms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /**
                 * @description `venue:symbol`, or a unified symbol.
                 * @example venue:SYMBOL
                 */
                instrument: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its terms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionTerms"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_position: {
        parameters: {
            query?: {
                /** @description Which of the instrument's positions; needed in hedge mode. */
                position_side?: "both" | "long" | "short";
            };
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /**
                 * @description `venue:symbol`, or a unified symbol.
                 * @example venue:SYMBOL
                 */
                instrument: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order that closes it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_position: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
                /**
                 * @description `venue:symbol`, or a unified symbol.
                 * @example venue:SYMBOL
                 */
                instrument: string;
            };
            cookie?: never;
        };
        /** @description What is to change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PositionChange"];
            };
        };
        responses: {
            /** @description It is as wanted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reconcile_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What differed; empty if nothing did. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DifferenceRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_account_repairs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_paper_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetRequest"];
            };
        };
        responses: {
            /** @description What it has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlayMoney"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SettingRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_settings: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description What is to change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description It is as wanted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope`, `account_not_allowed`, `venue_not_allowed`, `instrument_not_allowed`, `reduce_only_key` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported`, `unknown_account`, `unknown_order`, `unknown_bracket`, `venue_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `idempotency_key_reused`, `duplicate_client_order_id`, `bracket_ended`, `order_ended`, `edit_in_progress`, `already_so`, `canceled`, `position_flat` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable`, `not_supported`, `kill_switch`, `bad_order`, `bad_client_order_id`, `bad_position_side`, `bad_reduce_only`, `bad_price`, `bad_tick`, `bad_qty`, `bad_lot`, `qty_too_small`, `qty_too_large`, `price_too_low`, `price_too_high`, `notional_too_small`, `notional_cap`, `daily_notional_cap`, `price_collar`, `market_closed`, `bad_bracket`, `bad_leg`, `not_editable`, `nothing_to_change`, `order_rejected` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `too_many_orders`, `rate_limited` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused`, `venue_credentials` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping`, `no_keys`, `credentials`, `journal_failed`, `account_blocked`, `no_reference_price`, `unknown_terms`, `clock_off` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_unreachable`, `outcome_unknown` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_account_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything, and its place in the history. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSnapshotAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_transactions: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Not before this time of the venue, RFC 3339 with any offset. */
                from?: string;
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description Only of this kind, as rows call it: `funding`, `fee`, or the venue's own word. */
                kind?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
                /** @description Not after this time of the venue, RFC 3339 with any offset. */
                to?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TransactionRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_asyncapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An AsyncAPI 3 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the trail. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_connections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inject_fault: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which fault. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FaultRequest"];
            };
        };
        responses: {
            /** @description It is active. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`, `unknown_venue` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `simulator` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    heal_faults: {
        parameters: {
            query: {
                /** @description Whose faults end. */
                venue: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No fault is active. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`, `unknown_venue` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `simulator` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query: {
                /** @description Whose history. */
                account: string;
                /** @description What came last, `epoch.seq`; from the beginning if absent. The `next` of a page is one. */
                after?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gone: `gap` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_instruments: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Expiring on this day (`2026-12-25`, UTC), or `none` for what does not expire. */
                expiry?: string;
                /** @description Of this kind only. */
                kind?: "spot" | "perpetual" | "future" | "option";
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
                /** @description Part of a symbol, an alias or an asset, in any case. The best answers come first. */
                q?: string;
                /** @description Following this asset only, for example `BTC`. */
                underlying?: string;
                /** @description Of this venue only. */
                venue?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of instruments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InstrumentRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_instrument: {
        parameters: {
            query?: {
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The instrument. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstrumentRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_book: {
        parameters: {
            query?: {
                /** @description Levels a side: 50 if absent; brought into 1 to 1000. */
                depth?: number;
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The best levels. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `no_data`, `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_candles: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description First open time wanted, RFC 3339 with any offset. With it the next page is newer, without it older. */
                from?: string;
                /** @description Their length; `1m` if absent. */
                interval?: components["schemas"]["Interval"];
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000, or to what the venue gives at once. */
                limit?: number;
                /** @description Last open time wanted, RFC 3339 with any offset. */
                to?: string;
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of candles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CandleRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `rate_budget` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_timeout`, `venue_unreachable` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_funding: {
        parameters: {
            query?: {
                /** @description Rows: 100 if absent; brought into 1 to 1000. */
                limit?: number;
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FundingRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `rate_budget` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_timeout`, `venue_unreachable` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_ticker: {
        parameters: {
            query?: {
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickerAnswer"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `no_data`, `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_trades: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Rows of the page: 100 if absent; brought into 1 to 1000, or to what the venue gives at once. */
                limit?: number;
                /** @description Which venue is meant, where several have an instrument of this name. */
                venue?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
                 * @example binance:BTCUSDT
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of trades. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TradeRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unsupported` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`, `rate_budget` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway: `venue_refused` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `venue_limited`, `venue_busy`, `busy`, `stopping` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout: `venue_timeout`, `venue_unreachable` */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `vault` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whose, and its parts. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description It is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_key`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `key_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `vault` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping`, `credentials`, `journal_failed` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        /** @description Its parts. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyFields"];
            };
        };
        responses: {
            /** @description The account signs with it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_key`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `key_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `vault` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping`, `credentials`, `journal_failed` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The account's name.
                 * @example main
                 */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is not in the vault any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_key`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `key_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `vault` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `stopping`, `credentials`, `journal_failed` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LimitRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_login_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_repairs: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Rows of the page: 500 if absent; brought into 1 to 1000. */
                limit?: number;
                /** @description Of this venue only. */
                venue?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of receipts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RepairRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The ticket. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description Logged in. */
            200: {
                headers: {
                    /** @description The login: `HttpOnly`, `SameSite=Strict`. */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStarted"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody is logged in here. */
            204: {
                headers: {
                    /** @description Takes the cookie away. */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_stream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream begins. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Upgrade Required: `websocket_only` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TokenRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What it is to open. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token, and what it opens. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_venue`, `unknown_instrument`, `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `slow_body` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `token_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large: `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `not_json` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity: `unprocessable` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `not_ready`, `journal_failed` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id, or its name. Never the token itself. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is worth nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `missing_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_token` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error: `journal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `journal_failed` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_venues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, on one page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_VenueRow"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_stream_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_trading_events: {
        parameters: {
            query?: {
                /** @description Which account; the only one if absent. */
                account?: string;
                /** @description With `seq`: the place of the last event that is known; what follows it is told first. */
                epoch?: number;
                /** @description With `epoch`. */
                seq?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream begins. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Upgrade Required: `websocket_only` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every counter and gauge. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not yet. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    open_live_dashboard: {
        parameters: {
            query?: {
                /** @description Which account; the only one if absent. */
                account?: string;
                /** @description The asset that money is shown in; the one that most of the venue's instruments settle in if absent. */
                asset?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream begins. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: `bad_request`, `credential_in_url` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `unauthenticated`, `token_expired`, `token_revoked` */
            401: {
                headers: {
                    /** @description `Bearer`: the scheme of the token. */
                    "www-authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `foreign_origin`, `account_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `unknown_account` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Method Not Allowed: `method_not_allowed` */
            405: {
                headers: {
                    /** @description Methods that this address is asked by. */
                    allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Misdirected Request: `unknown_host` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Upgrade Required: `websocket_only` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts` */
            429: {
                headers: {
                    /** @description Seconds until it may be tried again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
