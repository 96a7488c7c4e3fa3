create table if not exists delivery (
  id varchar(100) primary key,
  received_at bigint not null
);

create index if not exists delivery_received_at on delivery (received_at);

create table if not exists activity_count (
  kind varchar(10) not null,
  name varchar(200) not null,
  deliveries bigint not null,
  primary key (kind, name)
);

create table if not exists activity_recent (
  delivery varchar(100) primary key,
  event varchar(100) not null,
  action varchar(100),
  repository varchar(200),
  sender varchar(100),
  received_at bigint not null
);

create index if not exists activity_recent_order on activity_recent (received_at desc, delivery);
