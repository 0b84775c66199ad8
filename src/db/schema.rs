//! Tables and columns as the migrations leave them. Printed from the database: do not edit.

diesel::table! {
    account_limits (account_id) {
        account_id -> Int8,
        silenced_at -> Nullable<Timestamptz>,
        silencing -> Nullable<Text>,
        sensitized_at -> Nullable<Timestamptz>,
        sensitizing -> Nullable<Text>,
    }
}

diesel::table! {
    account_notes (account_id, target_id) {
        account_id -> Int8,
        target_id -> Int8,
        comment -> Text,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    account_removals (account_id) {
        account_id -> Int8,
        due_at -> Timestamptz,
    }
}

diesel::table! {
    account_stats (account_id) {
        account_id -> Int8,
        posts_count -> Int8,
        followers_count -> Int8,
        following_count -> Int8,
        last_post_at -> Nullable<Timestamptz>,
        last_post_id -> Int8,
    }
}

diesel::table! {
    account_warnings (id) {
        id -> Int8,
        account_id -> Int8,
        action -> Text,
        text -> Text,
        post_ids -> Array<Int8>,
        created_at -> Timestamptz,
        decided_by_id -> Nullable<Int8>,
        report_id -> Nullable<Int8>,
        told -> Bool,
        undone_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Int8,
        username -> Text,
        domain -> Nullable<Text>,
        skeleton -> Text,
        kind -> Text,
        display_name -> Text,
        bio -> Text,
        bio_html -> Text,
        fields -> Jsonb,
        avatar -> Nullable<Text>,
        header -> Nullable<Text>,
        locked -> Bool,
        discoverable -> Bool,
        uri -> Text,
        url -> Text,
        suspended_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        indexable -> Bool,
        also_known_as -> Array<Text>,
        moved_to_id -> Nullable<Int8>,
        moved_at -> Nullable<Timestamptz>,
        suspension -> Nullable<Text>,
        avatar_description -> Text,
        header_description -> Text,
        hide_collections -> Bool,
        attribution_domains -> Array<Text>,
        show_media -> Bool,
        show_media_replies -> Bool,
        show_featured -> Bool,
    }
}

diesel::table! {
    activity_days (day) {
        day -> Date,
        sign_ups -> Int8,
        active_users -> Int8,
        posts -> Int8,
        interactions -> Int8,
        reports -> Int8,
    }
}

diesel::table! {
    actor_keys (key_uri) {
        key_uri -> Text,
        account_id -> Int8,
        kind -> Text,
        public_der -> Bytea,
        private_der -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    age_checks (user_id) {
        user_id -> Int8,
        minimum_age -> Int2,
        checked_at -> Timestamptz,
    }
}

diesel::table! {
    announcement_reactions (announcement_id, name, account_id) {
        announcement_id -> Int8,
        name -> Text,
        account_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    announcement_reads (announcement_id, account_id) {
        announcement_id -> Int8,
        account_id -> Int8,
    }
}

diesel::table! {
    announcements (id) {
        id -> Int8,
        text -> Text,
        content -> Text,
        starts_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        all_day -> Bool,
        published_at -> Timestamptz,
        updated_at -> Timestamptz,
        draft -> Bool,
    }
}

diesel::table! {
    appeals (id) {
        id -> Int8,
        warning_id -> Int8,
        account_id -> Int8,
        text -> Text,
        state -> Text,
        reply -> Text,
        decided_by_id -> Nullable<Int8>,
        decided_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    appearances (account_id) {
        account_id -> Int8,
        scheme -> Text,
        more_contrast -> Bool,
        hue -> Nullable<Int2>,
        density -> Text,
        font_percent -> Int2,
        media -> Text,
        open_warnings -> Bool,
        shortcuts -> Bool,
        css -> Text,
        css_version -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Int8,
        actor_user_id -> Nullable<Int8>,
        action -> Text,
        target_user_id -> Nullable<Int8>,
        details -> Jsonb,
        ip -> Nullable<Inet>,
        created_at -> Timestamptz,
        actor_name -> Text,
        subject -> Text,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        reason -> Text,
    }
}

diesel::table! {
    blocklist_entries (blocklist_id, domain) {
        blocklist_id -> Int8,
        domain -> Text,
        severity -> Text,
        reject_media -> Bool,
        reject_reports -> Bool,
        obfuscate -> Bool,
        public_comment -> Text,
        state -> Text,
    }
}

diesel::table! {
    blocklists (id) {
        id -> Int8,
        url -> Text,
        cap -> Text,
        automatic -> Bool,
        etag -> Nullable<Text>,
        fetched_at -> Nullable<Timestamptz>,
        checked_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        bad_lines -> Jsonb,
        reach -> Jsonb,
        applying -> Bool,
        leaving -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    blocks (id) {
        id -> Int8,
        account_id -> Int8,
        target_id -> Int8,
        uri -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    bookmarks (id) {
        id -> Int8,
        account_id -> Int8,
        post_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    canonical_email_blocks (id) {
        id -> Int8,
        hash -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    captchas (id) {
        id -> Text,
        form -> Text,
        answer -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    card_days (card_id, day) {
        card_id -> Int8,
        day -> Int4,
        uses -> Int8,
        accounts -> Int8,
    }
}

diesel::table! {
    cards (id) {
        id -> Int8,
        url -> Text,
        kind -> Text,
        title -> Text,
        description -> Text,
        author_name -> Text,
        author_url -> Text,
        provider_name -> Text,
        provider_url -> Text,
        html -> Text,
        embed_url -> Text,
        image_url -> Nullable<Text>,
        width -> Int4,
        height -> Int4,
        language -> Nullable<Text>,
        fetched_at -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        creator_id -> Nullable<Int8>,
    }
}

diesel::table! {
    collection_items (id) {
        id -> Int8,
        collection_id -> Int8,
        account_id -> Int8,
        state -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    collections (id) {
        id -> Int8,
        account_id -> Int8,
        name -> Text,
        description -> Text,
        language -> Nullable<Text>,
        sensitive -> Bool,
        discoverable -> Bool,
        tag_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    content_rules (id) {
        id -> Int8,
        version -> Int4,
        name -> Text,
        kind -> Text,
        pattern -> Text,
        links_most -> Nullable<Int4>,
        mentions_most -> Nullable<Int4>,
        account_days -> Nullable<Int4>,
        scope -> Text,
        action -> Text,
        content_warning -> Text,
        state -> Text,
        stopped_because -> Text,
        matches -> Int8,
        matched_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    conversations (id) {
        id -> Int8,
        account_id -> Int8,
        conversation_id -> Int8,
        last_post_id -> Int8,
        unread -> Bool,
    }
}

diesel::table! {
    custom_emojis (id) {
        id -> Int8,
        shortcode -> Text,
        domain -> Nullable<Text>,
        uri -> Nullable<Text>,
        storage_key -> Nullable<Text>,
        image_url -> Nullable<Text>,
        updated_at -> Timestamptz,
        category -> Nullable<Text>,
        disabled -> Bool,
    }
}

diesel::table! {
    custom_roles (id) {
        id -> Int8,
        name -> Text,
        rank -> Int4,
        permissions -> Array<Text>,
        two_factor -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    data_exports (id) {
        id -> Int8,
        account_id -> Int8,
        handle -> Text,
        reason -> Text,
        state -> Text,
        storage_key -> Nullable<Text>,
        bytes -> Int8,
        created_at -> Timestamptz,
        ready_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Int8,
        outgoing_id -> Int8,
        host -> Text,
        inbox_url -> Text,
        attempts -> Int4,
        run_at -> Nullable<Timestamptz>,
        failed_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    directory (account_id) {
        account_id -> Int8,
        local -> Bool,
        followers_count -> Int8,
        last_post_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    domain_import_rows (import_id, line) {
        import_id -> Int8,
        line -> Int4,
        domain -> Text,
        severity -> Text,
        reject_media -> Nullable<Bool>,
        reject_reports -> Nullable<Bool>,
        public_comment -> Nullable<Text>,
        obfuscate -> Nullable<Bool>,
        kind -> Text,
        accounts -> Int8,
        followers -> Int8,
        following -> Int8,
        done -> Bool,
    }
}

diesel::table! {
    domain_imports (id) {
        id -> Int8,
        user_id -> Nullable<Int8>,
        state -> Text,
        bad_lines -> Jsonb,
        bad_count -> Int4,
        change_existing -> Bool,
        members -> Int8,
        severed -> Int8,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    domain_rules (domain) {
        domain -> Text,
        severity -> Text,
        public_comment -> Text,
        private_comment -> Text,
        created_at -> Timestamptz,
        id -> Int8,
        reject_media -> Bool,
        reject_reports -> Bool,
        obfuscate -> Bool,
        updated_at -> Nullable<Timestamptz>,
        reject_follows -> Bool,
        mark_sensitive -> Bool,
        content_warning -> Text,
        by_hand -> Bool,
    }
}

diesel::table! {
    email_domain_attempts (block_id, day) {
        block_id -> Int8,
        day -> Int4,
        attempts -> Int8,
    }
}

diesel::table! {
    email_domain_blocks (id) {
        id -> Int8,
        domain -> Text,
        created_at -> Timestamptz,
        severity -> Text,
        comment -> Text,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    endorsements (id) {
        id -> Int8,
        account_id -> Int8,
        target_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    events (id) {
        id -> Int8,
        kind -> Text,
        account_id -> Nullable<Int8>,
        payload -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    favourites (id) {
        id -> Int8,
        account_id -> Int8,
        post_id -> Int8,
        uri -> Nullable<Text>,
        created_at -> Timestamptz,
        emoji -> Nullable<Text>,
        emoji_domain -> Nullable<Text>,
    }
}

diesel::table! {
    featured_tags (id) {
        id -> Int8,
        account_id -> Int8,
        tag_id -> Int8,
        name -> Text,
        posts_count -> Int8,
        last_post_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    filter_keywords (id) {
        id -> Int8,
        filter_id -> Int8,
        keyword -> Text,
        whole_word -> Bool,
    }
}

diesel::table! {
    filter_posts (id) {
        id -> Int8,
        filter_id -> Int8,
        post_id -> Int8,
    }
}

diesel::table! {
    filters (id) {
        id -> Int8,
        account_id -> Int8,
        title -> Text,
        contexts -> Array<Text>,
        action -> Text,
        expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    follows (id) {
        id -> Int8,
        account_id -> Int8,
        target_id -> Int8,
        state -> Text,
        show_boosts -> Bool,
        uri -> Nullable<Text>,
        created_at -> Timestamptz,
        notify -> Bool,
        languages -> Nullable<Array<Text>>,
    }
}

diesel::table! {
    held_files (key) {
        key -> Text,
        hold_id -> Int8,
    }
}

diesel::table! {
    held_posts (id) {
        id -> Int8,
        account_id -> Int8,
        local -> Bool,
        uri -> Nullable<Text>,
        submission_key -> Nullable<Text>,
        payload -> Jsonb,
        rule_id -> Nullable<Int8>,
        rule_name -> Text,
        rule_version -> Int4,
        application_id -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    held_rows (id) {
        id -> Int8,
        hold_id -> Int8,
        source -> Text,
        data -> Jsonb,
        kept_at -> Timestamptz,
    }
}

diesel::table! {
    hosts (host) {
        host -> Text,
        signature -> Text,
        failures -> Int4,
        failing_since -> Nullable<Timestamptz>,
        next_attempt_at -> Timestamptz,
        dead_at -> Nullable<Timestamptz>,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        last_success_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    id_nodes (node) {
        node -> Int2,
        owner -> Text,
        leased_until -> Timestamptz,
    }
}

diesel::table! {
    incoming (id) {
        id -> Int8,
        uri_hash -> Bytea,
        signer_id -> Int8,
        recipient_id -> Nullable<Int8>,
        body -> Nullable<Text>,
        attempts -> Int4,
        run_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    invites (id) {
        id -> Int8,
        code -> Text,
        created_by -> Nullable<Int8>,
        max_uses -> Nullable<Int4>,
        uses -> Int4,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ip_rules (id) {
        id -> Int8,
        ip -> Inet,
        severity -> Text,
        comment -> Text,
        expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        priority -> Int2,
        unique_key -> Nullable<Text>,
        run_at -> Timestamptz,
        attempts -> Int4,
        max_attempts -> Int4,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<Timestamptz>,
        dead_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        lane -> Nullable<Int8>,
    }
}

diesel::table! {
    legal_holds (id) {
        id -> Int8,
        account_id -> Int8,
        post_id -> Nullable<Int8>,
        handle -> Text,
        reason -> Text,
        created_at -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason -> Text,
    }
}

diesel::table! {
    legal_orders (id) {
        id -> Int8,
        authority -> Text,
        country -> Text,
        reference -> Text,
        legal_ground -> Text,
        kind -> Text,
        target -> Text,
        received_on -> Date,
        due_on -> Nullable<Date>,
        answered_on -> Nullable<Date>,
        outcome -> Text,
        private_note -> Text,
        public_note -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    legal_texts (id) {
        id -> Int8,
        kind -> Text,
        text -> Text,
        changes -> Text,
        effective_on -> Nullable<Date>,
        published_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    list_accounts (id) {
        id -> Int8,
        list_id -> Int8,
        account_id -> Int8,
        follow_id -> Nullable<Int8>,
    }
}

diesel::table! {
    lists (id) {
        id -> Int8,
        account_id -> Int8,
        title -> Text,
        replies_policy -> Text,
        exclusive -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    mail_opt_outs (user_id) {
        user_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    mailing_sends (mailing_id, address_hash) {
        mailing_id -> Int8,
        address_hash -> Bytea,
        state -> Text,
    }
}

diesel::table! {
    mailings (id) {
        id -> Int8,
        subject -> Text,
        body -> Text,
        active_days -> Nullable<Int4>,
        locale -> Nullable<Text>,
        essential -> Bool,
        state -> Text,
        last_user_id -> Int8,
        total -> Int8,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        sent -> Int8,
        refused -> Int8,
    }
}

diesel::table! {
    markers (account_id, timeline) {
        account_id -> Int8,
        timeline -> Text,
        last_read_id -> Int8,
        version -> Int4,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    media_attachments (id) {
        id -> Int8,
        account_id -> Int8,
        post_id -> Nullable<Int8>,
        position -> Int2,
        storage_key -> Nullable<Text>,
        content_type -> Text,
        width -> Int4,
        height -> Int4,
        colour -> Text,
        description -> Text,
        created_at -> Timestamptz,
        kind -> Text,
        remote_url -> Nullable<Text>,
        preview_url -> Nullable<Text>,
        blurhash -> Nullable<Text>,
        focus_x -> Float4,
        focus_y -> Float4,
        duration_ms -> Nullable<Int4>,
        scheduled_post_id -> Nullable<Int8>,
        state -> Text,
        source_key -> Nullable<Text>,
        preview_key -> Nullable<Text>,
        preview_width -> Int4,
        preview_height -> Int4,
        bitrate -> Nullable<Int4>,
        frame_rate -> Nullable<Text>,
        former_post_id -> Nullable<Int8>,
        bytes -> Int8,
        held_post_id -> Nullable<Int8>,
    }
}

diesel::table! {
    media_blocks (id) {
        id -> Int8,
        sha256 -> Nullable<Bytea>,
        dhash -> Nullable<Int8>,
        distance -> Int2,
        comment -> Text,
        refused -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    media_hashes (media_id) {
        media_id -> Int8,
        sha256 -> Bytea,
        dhash -> Nullable<Int8>,
        quarters -> Array<Int4>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    member_domain_blocks (id) {
        id -> Int8,
        account_id -> Int8,
        domain -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    member_storage (account_id) {
        account_id -> Int8,
        files -> Int8,
        bytes -> Int8,
        bytes_before -> Int8,
    }
}

diesel::table! {
    member_storage_days (account_id, day) {
        account_id -> Int8,
        day -> Date,
        bytes -> Int8,
    }
}

diesel::table! {
    mentions (post_id, account_id) {
        post_id -> Int8,
        account_id -> Int8,
    }
}

diesel::table! {
    moderation_notes (id) {
        id -> Int8,
        account_id -> Int8,
        author_user_id -> Nullable<Int8>,
        text -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    mutes (id) {
        id -> Int8,
        account_id -> Int8,
        target_id -> Int8,
        hide_notifications -> Bool,
        expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    notification_permissions (account_id, from_account_id) {
        account_id -> Int8,
        from_account_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    notification_policies (account_id) {
        account_id -> Int8,
        for_not_following -> Text,
        for_not_followers -> Text,
        for_new_accounts -> Text,
        for_private_mentions -> Text,
        for_limited_accounts -> Text,
    }
}

diesel::table! {
    notifications (id) {
        id -> Int8,
        account_id -> Int8,
        kind -> Text,
        from_account_id -> Int8,
        post_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        filtered -> Bool,
        report_id -> Nullable<Int8>,
        collection_id -> Nullable<Int8>,
        group_key -> Text,
        warning_id -> Nullable<Int8>,
        severance_id -> Nullable<Int8>,
        emoji -> Nullable<Text>,
        emoji_domain -> Nullable<Text>,
    }
}

diesel::table! {
    oauth_applications (id) {
        id -> Int8,
        client_id -> Text,
        secret_hash -> Nullable<Bytea>,
        name -> Text,
        website -> Nullable<Text>,
        redirect_uris -> Array<Text>,
        scopes -> Text,
        owner_id -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    oauth_codes (code_hash) {
        code_hash -> Bytea,
        application_id -> Int8,
        user_id -> Int8,
        redirect_uri -> Text,
        scopes -> Text,
        challenge -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        token_id -> Nullable<Int8>,
    }
}

diesel::table! {
    oauth_tokens (id) {
        id -> Int8,
        token_hash -> Bytea,
        application_id -> Int8,
        user_id -> Nullable<Int8>,
        scopes -> Text,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    one_time_tokens (token_hash) {
        token_hash -> Bytea,
        purpose -> Text,
        user_id -> Nullable<Int8>,
        email -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    outgoing (id) {
        id -> Int8,
        uri -> Text,
        account_id -> Int8,
        body -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    panel_figures (name) {
        name -> Text,
        value -> Jsonb,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    panel_submissions (user_id, key) {
        user_id -> Int8,
        key -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    peer_traffic_days (host, day) {
        host -> Text,
        day -> Date,
        bytes_in -> Int8,
        bytes_out -> Int8,
    }
}

diesel::table! {
    peers (host) {
        host -> Text,
        software -> Nullable<Text>,
        version -> Nullable<Text>,
        nodeinfo_at -> Nullable<Timestamptz>,
        nodeinfo_next_at -> Timestamptz,
        nodeinfo_error -> Nullable<Text>,
        accounts -> Int8,
        followers -> Int8,
        following -> Int8,
        waiting -> Int8,
        failed -> Int8,
        failures -> Int4,
        dead_at -> Nullable<Timestamptz>,
        last_success_at -> Nullable<Timestamptz>,
        first_seen_at -> Timestamptz,
    }
}

diesel::table! {
    pins (account_id, post_id) {
        account_id -> Int8,
        post_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    poll_options (post_id, position) {
        post_id -> Int8,
        position -> Int2,
        title -> Text,
        votes_count -> Int8,
    }
}

diesel::table! {
    poll_votes (id) {
        id -> Int8,
        post_id -> Int8,
        position -> Int2,
        account_id -> Int8,
        uri -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    polls (post_id) {
        post_id -> Int8,
        multiple -> Bool,
        ends_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        voters_count -> Int8,
    }
}

diesel::table! {
    post_cards (post_id) {
        post_id -> Int8,
        card_id -> Int8,
    }
}

diesel::table! {
    post_covers (post_id) {
        post_id -> Int8,
        author_sensitive -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    post_edits (id) {
        id -> Int8,
        post_id -> Int8,
        text -> Text,
        content -> Text,
        content_warning -> Text,
        sensitive -> Bool,
        language -> Nullable<Text>,
        created_at -> Timestamptz,
        media_ids -> Array<Int8>,
        media_descriptions -> Array<Text>,
        poll_options -> Nullable<Array<Text>>,
    }
}

diesel::table! {
    post_stats (post_id) {
        post_id -> Int8,
        replies_count -> Int8,
        boosts_count -> Int8,
        favourites_count -> Int8,
        reactions -> Nullable<Jsonb>,
    }
}

diesel::table! {
    post_submissions (account_id, key) {
        account_id -> Int8,
        key -> Text,
        post_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    post_tags (tag_id, post_id) {
        tag_id -> Int8,
        post_id -> Int8,
    }
}

diesel::table! {
    posts (id) {
        id -> Int8,
        account_id -> Int8,
        uri -> Text,
        url -> Nullable<Text>,
        local -> Bool,
        boost_of_id -> Nullable<Int8>,
        in_reply_to_id -> Nullable<Int8>,
        in_reply_to_account_id -> Nullable<Int8>,
        conversation_id -> Int8,
        visibility -> Text,
        text -> Text,
        content -> Text,
        content_warning -> Text,
        sensitive -> Bool,
        language -> Nullable<Text>,
        edited_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        title -> Text,
        object_kind -> Text,
        in_reply_to_uri -> Nullable<Text>,
        quote_policy -> Text,
        application_id -> Nullable<Int8>,
    }
}

diesel::table! {
    publishers (id) {
        id -> Int8,
        domain -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> Int8,
        token_id -> Int8,
        account_id -> Int8,
        endpoint -> Text,
        p256dh -> Bytea,
        auth -> Bytea,
        standard -> Bool,
        alerts -> Array<Text>,
        policy -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        sealed_token -> Nullable<Bytea>,
    }
}

diesel::table! {
    quote_stamps (id) {
        id -> Int8,
        account_id -> Int8,
        quoted_post_id -> Int8,
        quoting_uri -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    quotes (post_id) {
        post_id -> Int8,
        quoted_post_id -> Nullable<Int8>,
        quoted_uri -> Text,
        state -> Text,
        request_uri -> Nullable<Text>,
        stamp_uri -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    recovery_codes (user_id, code_hash) {
        user_id -> Int8,
        code_hash -> Bytea,
    }
}

diesel::table! {
    relays (id) {
        id -> Int8,
        address -> Text,
        inbox_url -> Text,
        host -> Text,
        actor_uri -> Nullable<Text>,
        account_id -> Nullable<Int8>,
        state -> Text,
        created_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    remote_actors (account_id) {
        account_id -> Int8,
        host -> Text,
        inbox_url -> Text,
        shared_inbox_url -> Nullable<Text>,
        outbox_url -> Nullable<Text>,
        followers_url -> Nullable<Text>,
        following_url -> Nullable<Text>,
        featured_url -> Nullable<Text>,
        fetched_at -> Timestamptz,
        backfilled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    remote_files (url_hash) {
        url_hash -> Bytea,
        storage_key -> Text,
        content_type -> Text,
        bytes -> Int8,
        state -> Text,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    remote_files_total (id) {
        id -> Bool,
        bytes -> Int8,
        budget -> Nullable<Int8>,
    }
}

diesel::table! {
    remote_posts (post_id) {
        post_id -> Int8,
        replies_url -> Nullable<Text>,
        context_url -> Nullable<Text>,
        filled_at -> Nullable<Timestamptz>,
        found_count -> Int4,
    }
}

diesel::table! {
    report_evidence (report_id, post_id) {
        report_id -> Int8,
        post_id -> Int8,
        author -> Text,
        url -> Text,
        content -> Text,
        content_warning -> Text,
        sensitive -> Bool,
        visibility -> Text,
        language -> Nullable<Text>,
        media -> Jsonb,
        written_at -> Timestamptz,
        edited_at -> Nullable<Timestamptz>,
        kept_at -> Timestamptz,
    }
}

diesel::table! {
    report_notes (id) {
        id -> Int8,
        report_id -> Int8,
        account_id -> Nullable<Int8>,
        text -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_posts (report_id, post_id) {
        report_id -> Int8,
        post_id -> Int8,
    }
}

diesel::table! {
    reports (id) {
        id -> Int8,
        account_id -> Int8,
        target_id -> Int8,
        comment -> Text,
        uri -> Nullable<Text>,
        forwarded -> Bool,
        resolved_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        category -> Text,
        rule_ids -> Array<Text>,
        assigned_to_id -> Nullable<Int8>,
        resolved_by_id -> Nullable<Int8>,
        updated_at -> Nullable<Timestamptz>,
        forward_text -> Nullable<Text>,
    }
}

diesel::table! {
    retention_days (day, subject) {
        day -> Date,
        subject -> Text,
        removed -> Int8,
        bytes -> Int8,
    }
}

diesel::table! {
    scheduled_posts (id) {
        id -> Int8,
        account_id -> Int8,
        scheduled_at -> Timestamptz,
        post -> Jsonb,
        application_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        submission_key -> Nullable<Text>,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    server_rules (id) {
        id -> Int4,
        position -> Int4,
        text -> Text,
        hint -> Text,
        translations -> Jsonb,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (id) {
        id -> Int8,
        user_id -> Int8,
        token_hash -> Bytea,
        user_agent -> Text,
        ip -> Nullable<Inet>,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Jsonb,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    severances (id) {
        id -> Int8,
        account_id -> Int8,
        kind -> Text,
        target_name -> Text,
        followers_count -> Int8,
        following_count -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sign_ins (id) {
        id -> Int8,
        user_id -> Int8,
        outcome -> Text,
        ip -> Nullable<Inet>,
        user_agent -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sign_up_refusals (day, reason) {
        day -> Int4,
        reason -> Text,
        refused -> Int8,
    }
}

diesel::table! {
    spent_challenges (digest) {
        digest -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    storage_days (day, kind) {
        day -> Date,
        kind -> Text,
        bytes -> Int8,
    }
}

diesel::table! {
    suggestion_dismissals (account_id, target_id) {
        account_id -> Int8,
        target_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tag_days (tag_id, day) {
        tag_id -> Int8,
        day -> Int4,
        uses -> Int8,
        accounts -> Int8,
    }
}

diesel::table! {
    tag_follows (id) {
        id -> Int8,
        account_id -> Int8,
        tag_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tag_rules (tag_id) {
        tag_id -> Int8,
        listable -> Bool,
        usable -> Bool,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    tags (id) {
        id -> Int8,
        name -> Text,
        display_name -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    thread_mutes (account_id, conversation_id) {
        account_id -> Int8,
        conversation_id -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    throttles (key) {
        key -> Text,
        hits -> Int4,
        window_ends_at -> Timestamptz,
    }
}

diesel::table! {
    traffic_days (day, kind) {
        day -> Date,
        kind -> Text,
        bytes_in -> Int8,
        bytes_out -> Int8,
    }
}

diesel::table! {
    trend_reviews (kind, subject_id) {
        kind -> Text,
        subject_id -> Int8,
        allowed -> Bool,
        reviewed_at -> Timestamptz,
    }
}

diesel::table! {
    trends (kind, subject_id) {
        kind -> Text,
        subject_id -> Int8,
        rank -> Int4,
        score -> Float4,
    }
}

diesel::table! {
    two_factor (user_id) {
        user_id -> Int8,
        secret -> Bytea,
        last_step -> Int8,
        enabled_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    unclaimed_files (key) {
        key -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    user_activity (user_id) {
        user_id -> Int8,
        active_at -> Timestamptz,
    }
}

diesel::table! {
    user_addresses (user_id, ip) {
        user_id -> Int8,
        ip -> Inet,
        first_at -> Timestamptz,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        account_id -> Int8,
        email -> Text,
        email_confirmed_at -> Nullable<Timestamptz>,
        password_hash -> Text,
        role -> Text,
        approved_at -> Nullable<Timestamptz>,
        disabled_at -> Nullable<Timestamptz>,
        sign_up_reason -> Text,
        invite_id -> Nullable<Int8>,
        locale -> Nullable<Text>,
        default_visibility -> Text,
        default_language -> Nullable<Text>,
        notifications_read_id -> Int8,
        created_at -> Timestamptz,
        created_by_application_id -> Nullable<Int8>,
        default_sensitive -> Bool,
        default_quote_policy -> Nullable<Text>,
        show_application -> Bool,
        custom_role_id -> Nullable<Int8>,
    }
}

diesel::table! {
    warning_presets (id) {
        id -> Int8,
        title -> Text,
        text -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Int8,
        webhook_id -> Int8,
        event -> Text,
        body -> Text,
        attempts -> Int4,
        status -> Nullable<Int4>,
        error -> Text,
        delivered_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Int8,
        url -> Text,
        events -> Array<Text>,
        secret -> Text,
        enabled -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    withdrawn (uri, actor_uri) {
        uri -> Text,
        actor_uri -> Text,
        created_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(account_limits, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_notes, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_removals, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_stats, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_warnings, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_warnings, appeals);
diesel::allow_tables_to_appear_in_same_query!(account_warnings, notifications);
diesel::allow_tables_to_appear_in_same_query!(account_warnings, reports);
diesel::allow_tables_to_appear_in_same_query!(accounts, actor_keys);
diesel::allow_tables_to_appear_in_same_query!(accounts, announcement_reactions);
diesel::allow_tables_to_appear_in_same_query!(accounts, announcement_reads);
diesel::allow_tables_to_appear_in_same_query!(accounts, appeals);
diesel::allow_tables_to_appear_in_same_query!(accounts, appearances);
diesel::allow_tables_to_appear_in_same_query!(accounts, blocks);
diesel::allow_tables_to_appear_in_same_query!(accounts, bookmarks);
diesel::allow_tables_to_appear_in_same_query!(accounts, cards);
diesel::allow_tables_to_appear_in_same_query!(accounts, collection_items);
diesel::allow_tables_to_appear_in_same_query!(accounts, collections);
diesel::allow_tables_to_appear_in_same_query!(accounts, conversations);
diesel::allow_tables_to_appear_in_same_query!(accounts, directory);
diesel::allow_tables_to_appear_in_same_query!(accounts, endorsements);
diesel::allow_tables_to_appear_in_same_query!(accounts, favourites);
diesel::allow_tables_to_appear_in_same_query!(accounts, featured_tags);
diesel::allow_tables_to_appear_in_same_query!(accounts, filters);
diesel::allow_tables_to_appear_in_same_query!(accounts, follows);
diesel::allow_tables_to_appear_in_same_query!(accounts, held_posts);
diesel::allow_tables_to_appear_in_same_query!(accounts, incoming);
diesel::allow_tables_to_appear_in_same_query!(accounts, list_accounts);
diesel::allow_tables_to_appear_in_same_query!(accounts, lists);
diesel::allow_tables_to_appear_in_same_query!(accounts, markers);
diesel::allow_tables_to_appear_in_same_query!(accounts, media_attachments);
diesel::allow_tables_to_appear_in_same_query!(accounts, member_domain_blocks);
diesel::allow_tables_to_appear_in_same_query!(accounts, member_storage);
diesel::allow_tables_to_appear_in_same_query!(accounts, member_storage_days);
diesel::allow_tables_to_appear_in_same_query!(accounts, mentions);
diesel::allow_tables_to_appear_in_same_query!(accounts, moderation_notes);
diesel::allow_tables_to_appear_in_same_query!(accounts, mutes);
diesel::allow_tables_to_appear_in_same_query!(accounts, notification_permissions);
diesel::allow_tables_to_appear_in_same_query!(accounts, notification_policies);
diesel::allow_tables_to_appear_in_same_query!(accounts, notifications);
diesel::allow_tables_to_appear_in_same_query!(accounts, outgoing);
diesel::allow_tables_to_appear_in_same_query!(accounts, pins);
diesel::allow_tables_to_appear_in_same_query!(accounts, poll_votes);
diesel::allow_tables_to_appear_in_same_query!(accounts, post_submissions);
diesel::allow_tables_to_appear_in_same_query!(accounts, posts);
diesel::allow_tables_to_appear_in_same_query!(accounts, push_subscriptions);
diesel::allow_tables_to_appear_in_same_query!(accounts, quote_stamps);
diesel::allow_tables_to_appear_in_same_query!(accounts, relays);
diesel::allow_tables_to_appear_in_same_query!(accounts, remote_actors);
diesel::allow_tables_to_appear_in_same_query!(accounts, report_notes);
diesel::allow_tables_to_appear_in_same_query!(accounts, reports);
diesel::allow_tables_to_appear_in_same_query!(accounts, scheduled_posts);
diesel::allow_tables_to_appear_in_same_query!(accounts, severances);
diesel::allow_tables_to_appear_in_same_query!(accounts, suggestion_dismissals);
diesel::allow_tables_to_appear_in_same_query!(accounts, tag_follows);
diesel::allow_tables_to_appear_in_same_query!(accounts, thread_mutes);
diesel::allow_tables_to_appear_in_same_query!(accounts, users);
diesel::allow_tables_to_appear_in_same_query!(age_checks, users);
diesel::allow_tables_to_appear_in_same_query!(announcement_reactions, announcements);
diesel::allow_tables_to_appear_in_same_query!(announcement_reads, announcements);
diesel::allow_tables_to_appear_in_same_query!(audit_log, users);
diesel::allow_tables_to_appear_in_same_query!(blocklist_entries, blocklists);
diesel::allow_tables_to_appear_in_same_query!(bookmarks, posts);
diesel::allow_tables_to_appear_in_same_query!(card_days, cards);
diesel::allow_tables_to_appear_in_same_query!(cards, post_cards);
diesel::allow_tables_to_appear_in_same_query!(collection_items, collections);
diesel::allow_tables_to_appear_in_same_query!(collections, notifications);
diesel::allow_tables_to_appear_in_same_query!(collections, tags);
diesel::allow_tables_to_appear_in_same_query!(content_rules, held_posts);
diesel::allow_tables_to_appear_in_same_query!(conversations, posts);
diesel::allow_tables_to_appear_in_same_query!(custom_roles, users);
diesel::allow_tables_to_appear_in_same_query!(deliveries, outgoing);
diesel::allow_tables_to_appear_in_same_query!(domain_import_rows, domain_imports);
diesel::allow_tables_to_appear_in_same_query!(domain_imports, users);
diesel::allow_tables_to_appear_in_same_query!(email_domain_attempts, email_domain_blocks);
diesel::allow_tables_to_appear_in_same_query!(favourites, posts);
diesel::allow_tables_to_appear_in_same_query!(featured_tags, tags);
diesel::allow_tables_to_appear_in_same_query!(filter_keywords, filters);
diesel::allow_tables_to_appear_in_same_query!(filter_posts, filters);
diesel::allow_tables_to_appear_in_same_query!(filter_posts, posts);
diesel::allow_tables_to_appear_in_same_query!(follows, list_accounts);
diesel::allow_tables_to_appear_in_same_query!(held_files, legal_holds);
diesel::allow_tables_to_appear_in_same_query!(held_posts, media_attachments);
diesel::allow_tables_to_appear_in_same_query!(held_posts, oauth_applications);
diesel::allow_tables_to_appear_in_same_query!(held_rows, legal_holds);
diesel::allow_tables_to_appear_in_same_query!(invites, users);
diesel::allow_tables_to_appear_in_same_query!(list_accounts, lists);
diesel::allow_tables_to_appear_in_same_query!(mail_opt_outs, users);
diesel::allow_tables_to_appear_in_same_query!(mailing_sends, mailings);
diesel::allow_tables_to_appear_in_same_query!(media_attachments, media_hashes);
diesel::allow_tables_to_appear_in_same_query!(media_attachments, posts);
diesel::allow_tables_to_appear_in_same_query!(media_attachments, scheduled_posts);
diesel::allow_tables_to_appear_in_same_query!(mentions, posts);
diesel::allow_tables_to_appear_in_same_query!(moderation_notes, users);
diesel::allow_tables_to_appear_in_same_query!(notifications, posts);
diesel::allow_tables_to_appear_in_same_query!(notifications, reports);
diesel::allow_tables_to_appear_in_same_query!(notifications, severances);
diesel::allow_tables_to_appear_in_same_query!(oauth_applications, oauth_codes);
diesel::allow_tables_to_appear_in_same_query!(oauth_applications, oauth_tokens);
diesel::allow_tables_to_appear_in_same_query!(oauth_applications, posts);
diesel::allow_tables_to_appear_in_same_query!(oauth_applications, users);
diesel::allow_tables_to_appear_in_same_query!(oauth_codes, oauth_tokens);
diesel::allow_tables_to_appear_in_same_query!(oauth_codes, users);
diesel::allow_tables_to_appear_in_same_query!(oauth_tokens, push_subscriptions);
diesel::allow_tables_to_appear_in_same_query!(oauth_tokens, users);
diesel::allow_tables_to_appear_in_same_query!(one_time_tokens, users);
diesel::allow_tables_to_appear_in_same_query!(panel_submissions, users);
diesel::allow_tables_to_appear_in_same_query!(pins, posts);
diesel::allow_tables_to_appear_in_same_query!(poll_options, poll_votes);
diesel::allow_tables_to_appear_in_same_query!(poll_options, polls);
diesel::allow_tables_to_appear_in_same_query!(polls, posts);
diesel::allow_tables_to_appear_in_same_query!(post_cards, posts);
diesel::allow_tables_to_appear_in_same_query!(post_covers, posts);
diesel::allow_tables_to_appear_in_same_query!(post_edits, posts);
diesel::allow_tables_to_appear_in_same_query!(post_stats, posts);
diesel::allow_tables_to_appear_in_same_query!(post_submissions, posts);
diesel::allow_tables_to_appear_in_same_query!(post_tags, posts);
diesel::allow_tables_to_appear_in_same_query!(post_tags, tags);
diesel::allow_tables_to_appear_in_same_query!(posts, quote_stamps);
diesel::allow_tables_to_appear_in_same_query!(posts, quotes);
diesel::allow_tables_to_appear_in_same_query!(posts, remote_posts);
diesel::allow_tables_to_appear_in_same_query!(posts, report_posts);
diesel::allow_tables_to_appear_in_same_query!(recovery_codes, two_factor);
diesel::allow_tables_to_appear_in_same_query!(report_evidence, reports);
diesel::allow_tables_to_appear_in_same_query!(report_notes, reports);
diesel::allow_tables_to_appear_in_same_query!(report_posts, reports);
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(sign_ins, users);
diesel::allow_tables_to_appear_in_same_query!(tag_days, tags);
diesel::allow_tables_to_appear_in_same_query!(tag_follows, tags);
diesel::allow_tables_to_appear_in_same_query!(tag_rules, tags);
diesel::allow_tables_to_appear_in_same_query!(two_factor, users);
diesel::allow_tables_to_appear_in_same_query!(user_activity, users);
diesel::allow_tables_to_appear_in_same_query!(user_addresses, users);
diesel::allow_tables_to_appear_in_same_query!(webhook_deliveries, webhooks);
