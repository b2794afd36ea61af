import type { AmityUser } from "./state.ts";

const avatar = "5a4db0c5file";

/** A user as every answer shows it (S2, AM-SPEC). */
export function shownUser(user: AmityUser): object {
  return {
    _id: user.internalId,
    path: `made-up/user/${user.userId}`,
    userId: user.userId,
    userInternalId: user.internalId,
    userPublicId: user.userId,
    roles: user.roles,
    permissions: [],
    displayName: user.displayName,
    profileHandle: user.profileHandle,
    description: "",
    avatarFileId: avatar,
    avatarCustomUrl: "",
    flagCount: 0,
    hashFlag: { bits: 0, hashes: 0, hash: [] },
    metadata: {},
    isGlobalBan: user.banned,
    isBrand: false,
    createdAt: new Date(user.createdAt).toISOString(),
    updatedAt: new Date(user.updatedAt).toISOString(),
    isDeleted: false,
  };
}

/** The pictures that the users of an answer point to. */
export function shownFiles(user: AmityUser): readonly object[] {
  const time = new Date(user.createdAt).toISOString();
  return [
    {
      fileId: avatar,
      fileUrl: "https://files.sandbox.example/made-up.png",
      type: "image",
      accessType: "public",
      altText: "made up",
      createdAt: time,
      updatedAt: time,
      attributes: {
        name: "made-up.png",
        extension: "png",
        size: 1,
        mimeType: "image/png",
        metadata: { exif: {}, gps: {}, height: 1, width: 1, isFull: true },
      },
    },
  ];
}
