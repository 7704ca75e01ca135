// Medusa's dashboard, with a server that is played by the browser.
import { installed, serve } from "./bundle.mjs";

const version = "2.21.2";

/** The settings and modules that a project of Medusa's own brings. */
const options = {
  define: {
    __BASE__: '"/"',
    __BACKEND_URL__: '"/"',
    __STOREFRONT_URL__: '"/"',
    __AUTH_TYPE__: '"session"',
    __JWT_TOKEN_STORAGE_KEY__: '""',
    __MAX_UPLOAD_FILE_SIZE__: "1000000",
    "process.env.NODE_ENV": '"production"',
  },
  plugins: [
    {
      name: "no extensions",
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: "extensions" }));
        onLoad({ filter: /./, namespace: "extensions" }, () => ({
          contents: "export default new Proxy({}, { get: (_, name) => (name === 'resources' ? {} : []) });",
        }));
      },
    },
  ],
};

const program = `
  import "@medusajs/dashboard/css";
  import App from "@medusajs/dashboard";
  import { createElement } from "react";
  import { createRoot } from "react-dom/client";
  createRoot(document.getElementById("app")).render(createElement(App));`;

const dates = { created_at: "2026-11-24T09:30:00Z", updated_at: "2026-11-25T10:00:00Z" };
const anna = {
  id: "user_1",
  email: "anna@example.com",
  first_name: "Anna",
  last_name: "Berg",
  ...dates,
};
const customers = [
  { ...anna, id: "cus_1", company_name: "Acorn", phone: "+49 30 1234", has_account: true, groups: [] },
  { ...anna, id: "cus_2", email: "ben@example.com", first_name: "Ben", has_account: false, groups: [] },
];
const channel = { id: "sc_1", name: "Web shop", description: "The shop", is_disabled: false, ...dates };
const orders = [1001, 1002].map((number) => ({
  id: `order_${number}`,
  display_id: number,
  customer: customers[0],
  sales_channel: channel,
  payment_status: "captured",
  fulfillment_status: "not_fulfilled",
  status: "pending",
  total: 120,
  currency_code: "eur",
  shipping_address: { country_code: "de" },
  items: [],
  ...dates,
}));
const currency = { code: "eur", name: "Euro", symbol: "€", decimal_digits: 2 };
const store = {
  id: "store_1",
  name: "Acorn shop",
  supported_currencies: [{ currency_code: "eur", is_default: true, currency }],
  default_region_id: "reg_1",
  default_sales_channel_id: "sc_1",
  default_location_id: "sloc_1",
  ...dates,
};
const region = { id: "reg_1", name: "Europe", currency_code: "eur", countries: [], payment_providers: [] };
const location = { id: "sloc_1", name: "Berlin", address: {}, ...dates };

/** What the server answers, by the first part of the path: a list, and the name of one of it. */
const lists = {
  orders: [orders, "order"],
  customers: [customers, "customer"],
  stores: [[store], "store"],
  regions: [[region], "region"],
  users: [[anna], "user"],
  invites: [
    [
      {
        id: "inv_1",
        email: "ben@example.com",
        accepted: false,
        expires_at: "2026-12-24T09:30:00Z",
        ...dates,
      },
    ],
    "invite",
  ],
  "sales-channels": [[channel], "sales_channel"],
  "stock-locations": [[location], "stock_location"],
  currencies: [[currency], "currency"],
};

function answerTo(url) {
  const [, area, kind, id] = url.pathname.split("/");
  if (kind === "feature-flags") return { feature_flags: {} };
  if (kind === "payments")
    return { payment_providers: [{ id: "pp_system_default", is_enabled: true }], count: 1 };
  if (area === "auth") return { providers: [{ id: "emailpass" }] };
  const [list, one] = lists[kind] ?? [[], kind];
  if (id === "me") return { user: anna };
  if (id) return { [one]: list.find((item) => item.id === id) ?? list[0] };
  return { [kind.replaceAll("-", "_")]: list, count: list.length, offset: 0, limit: 20 };
}

const route = (path, name) => [path, `@medusajs/dashboard/src/routes/${name}.tsx`];
const screens = [
  route("orders", "orders/order-list/components/order-list-table/order-list-table"),
  route("customers", "customers/customer-list/components/customer-list-table/customer-list-table"),
  route("customers/create", "customers/customer-create/components/create-customer-form/create-customer-form"),
  route("customers/cus_1/edit", "customers/customer-edit/components/edit-customer-form/edit-customer-form"),
  route("settings/users/invite", "users/user-invite/components/invite-user-form/invite-user-form"),
  route(
    "settings/profile",
    "profile/profile-detail/components/profile-general-section/profile-general-section",
  ),
  route("settings/profile/edit", "profile/profile-edit/components/edit-profile-form/edit-profile-form"),
  route("settings/store", "store/store-detail/components/store-general-section/store-general-section"),
  route("settings/regions/create", "regions/region-create/components/create-region-form/create-region-form"),
  route(
    "promotions/create",
    "promotions/promotion-create/components/create-promotion-form/create-promotion-form",
  ),
  route(
    "price-lists/create",
    "price-lists/price-list-create/components/price-list-create-form/price-list-details-form",
  ),
  route("login", "login/login"),
  route("reset-password", "reset-password/reset-password"),
];

/** Chosen when the search had been changed for those above, to see whether it holds for others. */
const controls = [
  route("settings/regions", "regions/region-list/components/region-list-table/region-list-table"),
  route(
    "settings/sales-channels/create",
    "sales-channels/sales-channel-create/components/create-sales-channel-form/create-sales-channel-form",
  ),
  route(
    "settings/return-reasons/create",
    "return-reasons/return-reason-create/components/return-reason-create-form/return-reason-create-form",
  ),
  route(
    "settings/locations/create",
    "locations/location-create/components/create-location-form/create-location-form",
  ),
  route(
    "collections/create",
    "collections/collection-create/components/create-collection-form/create-collection-form",
  ),
  route(
    "categories/create",
    "categories/category-create/components/create-category-form/create-category-details",
  ),
  route(
    "inventory/create",
    "inventory/inventory-create/components/inventory-create-form/inventory-create-form",
  ),
  route(
    "customer-groups/create",
    "customer-groups/customer-group-create/components/create-customer-group-form/create-customer-group-form",
  ),
];

export async function renderMedusa({ page, take }) {
  const folder = installed("medusa", { "@medusajs/dashboard": version });
  await serve(page, { folder, contents: program, ...options });
  let isKnown = true;
  await page.route(/^http:\/\/screen\/(admin|auth)\//, (call) => {
    const url = new URL(call.request().url());
    if (!isKnown && url.pathname.startsWith("/admin"))
      return call.fulfill({ status: 401, json: { message: "Unauthorized" } });
    return call.fulfill({ json: answerTo(url) });
  });
  for (const [path, file] of [...screens, ...controls]) {
    isKnown = !/^(login|reset)/.test(path);
    await page.goto(`http://screen/${path}`);
    const isControl = controls.some(([control]) => control === path);
    await take(file, { main: isKnown ? "main, [role=dialog]" : "body", isControl });
  }
}
