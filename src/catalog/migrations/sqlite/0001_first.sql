-- Times are microseconds since 1970 in UTC, digests are lower-case hex, ids are UUIDv7 made by
-- the program. Files of this folder are only ever appended to: a published one never changes.
-- Every statement ends with a semicolon at the end of its line.

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

INSERT INTO counters (name, value) VALUES ('change', 0), ('node_change', 0);

-- Who acts.

CREATE TABLE principals (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    created INTEGER NOT NULL,
    creator_id TEXT
) STRICT;

CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    principal_id TEXT NOT NULL REFERENCES principals (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    carriers TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL UNIQUE,
    whole_ecosystem INTEGER NOT NULL,
    creator_id TEXT REFERENCES principals (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER,
    last_used INTEGER
) STRICT;
CREATE INDEX tokens_by_principal ON tokens (principal_id);

CREATE TABLE token_scopes (
    token_id TEXT NOT NULL REFERENCES tokens (id),
    axis TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (token_id, axis, value)
) STRICT, WITHOUT ROWID;

-- Repositories, projects, files.

CREATE TABLE repositories (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    trust_domain TEXT NOT NULL,
    visibility TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    writer TEXT NOT NULL,
    upstream TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members (
    group_id TEXT NOT NULL REFERENCES repositories (id),
    position INTEGER NOT NULL,
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    overlay_on TEXT REFERENCES repositories (id),
    PRIMARY KEY (group_id, position),
    UNIQUE (group_id, repository_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_repository ON group_members (repository_id);

CREATE TABLE projects (
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    serial INTEGER NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    upstream_etag TEXT NOT NULL,
    upstream_checked INTEGER,
    upstream_serial INTEGER,
    PRIMARY KEY (repository_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
    sha256 TEXT NOT NULL PRIMARY KEY,
    blake2b TEXT NOT NULL,
    size INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    repository_id TEXT NOT NULL,
    project TEXT NOT NULL,
    version TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT,
    blake2b TEXT,
    size INTEGER,
    digest_state TEXT NOT NULL,
    blob TEXT REFERENCES blobs (sha256),
    link_shape TEXT NOT NULL,
    upload_time INTEGER NOT NULL,
    upload_time_source TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    requires_python TEXT NOT NULL,
    yanked TEXT,
    metadata_sha256 TEXT,
    tier TEXT NOT NULL,
    source_kind TEXT,
    derived_from TEXT,
    base_upload_time INTEGER,
    hold_reason TEXT,
    hold_until INTEGER,
    uploader_id TEXT REFERENCES principals (id),
    build_id TEXT REFERENCES builds (id),
    statement TEXT REFERENCES blobs (sha256),
    upstream_location TEXT NOT NULL,
    serial INTEGER NOT NULL,
    UNIQUE (repository_id, file_name),
    FOREIGN KEY (repository_id, project) REFERENCES projects (repository_id, name)
) STRICT;
CREATE INDEX files_by_project ON files (repository_id, project);
CREATE INDEX files_by_sha256 ON files (sha256);
CREATE INDEX files_by_blake2b ON files (blake2b);
CREATE INDEX files_by_derivation ON files (derived_from);
CREATE INDEX files_by_build ON files (build_id);
CREATE INDEX files_by_blob ON files (blob);
CREATE INDEX files_by_metadata ON files (metadata_sha256);
CREATE INDEX files_by_statement ON files (statement);

-- Survives the deletion of files and of repositories: no reference holds it.
CREATE TABLE never_reuse (
    repository_id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (repository_id, file_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE name_claims (
    trust_domain TEXT NOT NULL,
    project TEXT NOT NULL,
    display_name TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    released INTEGER,
    PRIMARY KEY (trust_domain, project)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    envelope TEXT NOT NULL PRIMARY KEY REFERENCES blobs (sha256),
    subject TEXT NOT NULL,
    predicate_type TEXT NOT NULL,
    key_id TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX statements_by_subject ON statements (subject);

CREATE TABLE stored_versions (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (kind, subject, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX stored_versions_by_digest ON stored_versions (digest);

-- The factory.

CREATE TABLE builds (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    version TEXT NOT NULL,
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    reason TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    build_number INTEGER NOT NULL,
    state TEXT NOT NULL,
    failure_class TEXT,
    failure_stage TEXT,
    failure_rung TEXT,
    failure_message TEXT,
    source_kind TEXT,
    log TEXT REFERENCES blobs (sha256),
    plan TEXT NOT NULL,
    report TEXT NOT NULL,
    created INTEGER NOT NULL,
    started INTEGER,
    finished INTEGER,
    worker TEXT NOT NULL,
    lease_id TEXT,
    leased_until INTEGER,
    UNIQUE (repository_id, project, version, attempt)
) STRICT;
CREATE INDEX builds_by_state ON builds (state, created);
CREATE INDEX builds_by_log ON builds (log);

CREATE TABLE build_waits (
    build_id TEXT NOT NULL REFERENCES builds (id),
    waits_for TEXT NOT NULL REFERENCES builds (id),
    on_failure TEXT NOT NULL,
    PRIMARY KEY (build_id, waits_for)
) STRICT, WITHOUT ROWID;
CREATE INDEX build_waits_reverse ON build_waits (waits_for);

-- The highest build number ever given, also to builds that failed.
CREATE TABLE build_numbers (
    repository_id TEXT NOT NULL,
    project TEXT NOT NULL,
    version TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (repository_id, project, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE build_inputs (
    build_id TEXT NOT NULL REFERENCES builds (id),
    digest TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (build_id, digest, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX build_inputs_reverse ON build_inputs (digest);

CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    build_id TEXT NOT NULL REFERENCES builds (id),
    lease_id TEXT NOT NULL,
    worker TEXT NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,
    issued INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER
) STRICT;

CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    version TEXT NOT NULL,
    written TEXT NOT NULL,
    reason TEXT NOT NULL,
    principal_id TEXT REFERENCES principals (id),
    address TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_by_principal ON requests (principal_id, created);

CREATE TABLE request_builds (
    request_id TEXT NOT NULL REFERENCES requests (id),
    build_id TEXT NOT NULL REFERENCES builds (id),
    PRIMARY KEY (request_id, build_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_sources (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    location TEXT NOT NULL,
    build_id TEXT REFERENCES builds (id),
    pinned INTEGER NOT NULL,
    PRIMARY KEY (project, kind)
) STRICT, WITHOUT ROWID;

-- What happened.

CREATE TABLE changes (
    number INTEGER NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    principal_id TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE node_changes (
    number INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    project TEXT NOT NULL
) STRICT;

CREATE TABLE download_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    principal_id TEXT NOT NULL,
    token_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    address TEXT NOT NULL,
    extent TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX download_events_by_digest ON download_events (digest, at);
CREATE INDEX download_events_by_time ON download_events (at);
